import type { Ledger, RuleId } from "../../spec/ledger.ts";
import type { Place } from "../../spec/place.ts";
import { nearest, UsageError } from "../../spec/usage-error.ts";
import { expressionsIn } from "../expression/condition.ts";
import type { Criterion } from "../expression/criterion.ts";
import { readsExchange } from "../expression/scope.ts";
import { alternativesIn, unknownAlternative } from "../judge/alternative.ts";
import { loadScenarios } from "../scenario/load-scenario.ts";
import { contractsOf, type Step } from "../scenario/scenario.ts";
import { expressionsOf } from "../scenario/step-expressions.ts";
import { demandStrict } from "../schema/compiled-schemas.ts";
import { type LintContext, type LintFinding, type LintKind, placeOfText } from "./lint-finding.ts";
import { lintOutputs } from "./outputs.ts";
import { lintPortability } from "./portability.ts";

/** What came of looking through some files. */
export interface LintReport {
  findings: LintFinding[];
  /** Files that could not be looked through: unreadable, no Arazzo, or without the contracts they refer to. */
  unusable: UsageError[];
}

/**
 * Looks through scenario files. `strict`: one whose contract has something that would not be judged cannot be used.
 * @returns findings in the order of the files and, in each, of its lines
 */
export function lint(
  paths: readonly string[],
  ledger: Ledger,
  { strict = false }: { strict?: boolean | undefined } = {},
): LintReport {
  const unusable: UsageError[] = [];
  const findings = paths.flatMap((path) => {
    try {
      return lintFile(path, { ledger, strict });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      unusable.push(error);
      return [];
    }
  });
  return { findings, unusable };
}

function lintFile(path: string, { ledger, strict }: { ledger: Ledger; strict: boolean }): LintFinding[] {
  const findings = new Map<string, LintFinding>();
  // An anchor is written once and stands in many places: what is wrong with it is told once.
  const tell = (kind: LintKind, { file, line, column }: Place, message: string): void => {
    findings.set(`${line}:${column} ${message}`, { file, line, column, kind, message });
  };
  const [scenario] = loadScenarios([path], ({ place = { file: path, line: 1, column: 1 }, problem }) => {
    tell("reference", place, problem);
  });
  if (scenario && strict) contractsOf([scenario]).forEach(demandStrict);
  for (const workflow of scenario?.workflows.values() ?? []) {
    if (!scenario) break;
    const context = { scenario, workflow, ledger, tell };
    for (const step of workflow.steps) {
      lintStatus(step, context);
      lintAbsent(step, context);
      lintRules(step, context);
    }
    lintOutputs(context);
    lintPortability(context);
  }
  return [...findings.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

function lintStatus(step: Step, { tell }: LintContext): void {
  if (step.call.kind !== "operation" || step.criteria.some(looksAtStatus)) return;
  const what = step.criteria.length === 0 ? "no success criteria" : "no criterion for the status";
  tell("status", step.place, `step ${step.id} has ${what}: add one such as $statusCode == 200`);
}

/** What the grammar allows and what never has a value: the query of an answer, the answer of a called workflow. */
function lintAbsent(step: Step, { scenario, tell }: LintContext): void {
  for (const expression of expressionsOf(step)) {
    const { text } = expression;
    if (expression.kind === "message" && expression.of === "response" && "name" in expression.part) {
      if (expression.part.in === "header") continue;
      const what = `${text} never has a value: a ${expression.part.in} is part of the request`;
      tell("reference", placeOfText(scenario, step.pointer, text), what);
    } else if (step.call.kind === "workflow" && readsExchange(expression)) {
      const what = `${text} never has a value: step ${step.id} calls a workflow and has no answer of its own`;
      tell("reference", placeOfText(scenario, step.pointer, text), what);
    }
  }
}

function looksAtStatus(criterion: Criterion): boolean {
  if (criterion.kind !== "simple") return criterion.context.kind === "statusCode";
  return expressionsIn(criterion.condition).some(({ expression }) => expression.kind === "statusCode");
}

function lintRules(step: Step, { ledger, tell }: LintContext): void {
  const unknown = (place: Place, rules: readonly string[]) => {
    for (const rule of rules) {
      if (ledger.has(rule as RuleId)) continue;
      tell("rule", place, `rule ${rule} is not in the ledger: did you mean ${nearest(rule, [...ledger.keys()])}?`);
    }
  };
  unknown(step.place, step.rules);
  for (const { place, rules } of step.criteria) unknown(place, rules);
  for (const alternative of alternativesIn(step)) {
    const expected = unknownAlternative(alternative, ledger);
    const { rule, name, place } = alternative;
    if (expected !== undefined) tell("rule", place, `found ${rule}: ${name}, expected ${expected}`);
  }
}
