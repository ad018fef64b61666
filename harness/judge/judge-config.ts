import { checkShape } from "../../spec/check-shape.ts";
import type { Contract } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject } from "../../spec/json/json-value.ts";
import type { Ledger } from "../../spec/ledger.ts";
import { readSourceFile, type SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { didYouMean } from "../../spec/words/did-you-mean.ts";
import type { Tolerance } from "../checks/subject.ts";
import type { CheckId, Finding, Weight } from "../finding.ts";
import { fieldPattern } from "./field-pattern.ts";
import schema from "./judge-config.schema.json" with { type: "json" };

/** What the judge makes of findings, and what it lets pass. */
export interface JudgeConfig extends Tolerance {
  /** What a finding counts for. */
  weightOf(finding: Weighable): Weight;
  /** The finding with its severity; `undefined` where it is switched off. */
  weigh(finding: Finding): Finding | undefined;
}

/** What of a finding decides what it counts for. */
export type Weighable = Pick<Finding, "check" | "rules" | "where" | "severity">;

/** The shape of a configuration file, `judge-config.schema.json`. */
interface JudgeFile {
  checks?: Partial<Record<CheckId, Weight>>;
  rules?: Record<string, Weight>;
  fields?: Record<string, Weight>;
  undocumented?: { allow?: string[] };
  json?: { "byte-order-mark"?: Weight };
  time?: { limit?: number; operations?: Record<string, number> };
}

/** What a file may name; anything else is a slip of the pen that would go unnoticed. */
export interface JudgedNames {
  rules: ReadonlySet<string>;
  operations: ReadonlySet<string>;
}

/** The names that the configuration of a run may use: rules of the ledger and of the contracts, and their operations. */
export function judgedNames(ledger: Ledger, contracts: readonly Contract[]): JudgedNames {
  const rules = new Set<string>(ledger.keys());
  for (const { document } of contracts) collectRules(document, rules);
  return { rules, operations: new Set(contracts.flatMap(({ operations }) => [...operations.keys()])) };
}

/** The judge without a configuration file. */
export const defaultJudgeConfig: JudgeConfig = configFrom({});

/**
 * Loads a configuration file of the judge: YAML or JSON.
 * @throws UsageError when it cannot be read, does not fit `judge-config.schema.json`, or names a rule or an operation
 *   that there is none of
 */
export function loadJudgeConfig(path: string, names: JudgedNames): JudgeConfig {
  return judgeConfigOf(readSourceFile(path), names);
}

/** The configuration in a parsed file; see {@link loadJudgeConfig}. */
export function judgeConfigOf(file: SourceFile, names: JudgedNames): JudgeConfig {
  const source = checkShape<JudgeFile>(file, schema);
  const known = (kind: string, given: object | undefined, at: { pointer: string; names: ReadonlySet<string> }) => {
    for (const name of Object.keys(given ?? {})) {
      if (at.names.has(name)) continue;
      const expected =
        at.names.size === 0 ? `no ${kind}: there is none` : `one there is; ${didYouMean(name, [...at.names])}`;
      throw UsageError.at(file, pointerTo(at.pointer, name), {
        found: `the ${kind} ${name}, which neither ledger nor contract has`,
        expected,
      });
    }
  };
  known("rule", source.rules, { pointer: "/rules", names: names.rules });
  known("operation", source.time?.operations, { pointer: "/time/operations", names: names.operations });
  return configFrom(source);
}

function configFrom({ checks = {}, rules = {}, fields = {}, undocumented, json, time }: JudgeFile): JudgeConfig {
  const patterns = Object.entries(fields).map(([pattern, weight]) => ({ matches: fieldPattern(pattern), weight }));
  const allowed = (undocumented?.allow ?? []).map(fieldPattern);
  // The narrowest word counts: a field's before a rule's, a rule's before a check's.
  const weightOf = (finding: Weighable): Weight => {
    // Not taken out of the finding before it is needed, for it may be dear to make.
    const field = patterns.find(({ matches }) => matches(finding.where));
    if (field) return field.weight;
    const { check, rules: named, severity } = finding;
    const rule = named.find(({ id }) => Object.hasOwn(rules, id));
    return (rule && rules[rule.id]) ?? checks[check] ?? severity;
  };
  return {
    weightOf,
    weigh(finding) {
      const weight = weightOf(finding);
      return weight === "off" ? undefined : { ...finding, severity: weight };
    },
    allowsMember: (where) => allowed.some((matches) => matches(where)),
    byteOrderMark: json?.["byte-order-mark"] ?? "off",
    timeLimit: (operationId) => {
      const { limit, operations = {} } = time ?? {};
      return Object.hasOwn(operations, operationId) ? operations[operationId] : limit;
    },
  };
}

function collectRules(value: unknown, rules: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  if (isObject(value) && value["x-rule"] !== undefined)
    for (const id of [value["x-rule"]].flat()) rules.add(String(id));
  for (const child of Object.values(value)) collectRules(child, rules);
}
