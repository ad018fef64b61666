import type { Ledger, RuleId } from "../../spec/ledger.ts";
import type { Place } from "../../spec/place.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { didYouMean } from "../../spec/words/did-you-mean.ts";
import { expressionsIn } from "../expression/condition.ts";
import type { Criterion } from "../expression/criterion.ts";
import { alternativesIn, unknownAlternative } from "../judge/alternative.ts";
import { type LoadOptions, loadScenarios } from "../scenario/load-scenario.ts";
import { contractsOf, refuseUnknown, type Scenario, type Step } from "../scenario/scenario.ts";
import { expressionsOf } from "../scenario/step-expressions.ts";
import { demandStrict } from "../schema/compiled-schemas.ts";
import { lintInputs } from "./inputs.ts";
import { type LintContext, type LintFinding, type LintKind, placeOfText } from "./lint-finding.ts";
import { lintOutputs } from "./outputs.ts";
import { lintPortability } from "./portability.ts";

/** What came of looking through some files. */
export interface LintReport {
  findings: LintFinding[];
  /** What was not looked into: sources that cannot be read, and steps of AsyncAPI. The rest of their files was. */
  unread: UsageError[];
  /** Files that could not be looked through: unreadable, or no Arazzo. */
  unusable: UsageError[];
}

/**
 * Looks through scenario files; findings come in the order of the files and, in each, of its lines.
 * @param options.standIns files that stand in for sources, by name
 * @param options.strict whether a scenario cannot be used whose contract has something that would not be judged
 * @throws UsageError for one that stands in for a source no scenario has
 */
export function lint(
  paths: readonly string[],
  ledger: Ledger,
  { standIns = new Map(), strict = false }: { standIns?: LoadOptions["standIns"]; strict?: boolean | undefined } = {},
): LintReport {
  const unread = new Map<string, UsageError>();
  const unusable: UsageError[] = [];
  const scenarios: Scenario[] = [];
  const options = {
    standIns,
    beside: paths,
    unread: (problem: UsageError) => void unread.set(problem.message, problem),
  };
  const findings = paths.flatMap((path) => {
    try {
      const found = lintFile(path, { ledger, strict }, options);
      scenarios.push(found.scenario);
      return found.findings;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      unusable.push(error);
      return [];
    }
  });
  if (unusable.length === 0) refuseUnknown(standIns, scenarios);
  return { findings, unread: [...unread.values()], unusable };
}

function lintFile(
  path: string,
  { ledger, strict }: { ledger: Ledger; strict: boolean },
  options: LoadOptions,
): { scenario: Scenario; findings: LintFinding[] } {
  const findings = new Map<string, LintFinding>();
  // An anchor is written once and stands in many places: what is wrong with it is told once.
  const tell = (kind: LintKind, { file, line, column }: Place, message: string): void => {
    findings.set(`${line}:${column} ${message}`, { file, line, column, kind, message });
  };
  const report = ({ place = { file: path, line: 1, column: 1 }, problem }: UsageError) => {
    tell("reference", place, problem);
  };
  const [scenario] = loadScenarios([path], { ...options, report });
  if (!scenario) throw new Error(`${path} was neither loaded nor refused`);
  if (strict) contractsOf([scenario]).forEach(demandStrict);
  for (const workflow of scenario.workflows.values()) {
    const context = { scenario, workflow, ledger, tell };
    for (const step of workflow.steps) {
      lintStatus(step, context);
      lintAbsent(step, context);
      lintRules(step, context);
    }
    lintInputs(context);
    lintOutputs(context);
    lintPortability(context);
  }
  const inOrder = [...findings.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  return { scenario, findings: inOrder };
}

function lintStatus(step: Step, { tell }: LintContext): void {
  if (step.call.kind === "workflow" || step.criteria.some(looksAtStatus)) return;
  const what = step.criteria.length === 0 ? "no success criteria" : "no criterion for the status";
  tell("status", step.place, `step ${step.id} has ${what}: add one such as $statusCode == 200`);
}

/** What the grammar allows and what never has a value: the query of an answer. */
function lintAbsent(step: Step, { scenario, tell }: LintContext): void {
  for (const expression of expressionsOf(step)) {
    const { text } = expression;
    if (expression.kind === "message" && expression.of === "response" && "name" in expression.part) {
      if (expression.part.in === "header") continue;
      const what = `${text} never has a value: a ${expression.part.in} is part of the request`;
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
      tell("rule", place, `rule ${rule} is not in the ledger: ${didYouMean(rule, [...ledger.keys()])}`);
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
