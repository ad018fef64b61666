import { pointerTo } from "../../spec/json/json-pointer.ts";
import { placeOf } from "../../spec/place.ts";
import type { AlternativesObject, CriterionObject } from "../arazzo/document.ts";
import { expressionsIn, parseCondition } from "../expression/condition.ts";
import type { Alternative, Criterion } from "../expression/criterion.ts";
import { selectorProblem } from "../expression/selector.ts";
import { parseText, type TextParts } from "../expression/template.ts";
import type { ScenarioReader } from "./reader.ts";

/** Criteria of the list at a pointer, parsed. @throws UsageError at the first that is malformed or not supported */
export function loadCriteria(
  criteria: CriterionObject[] | undefined,
  pointer: string,
  reader: ScenarioReader,
): Criterion[] {
  return (criteria ?? []).map((criterion, index) => loadCriterion(criterion, `${pointer}/${index}`, reader));
}

/** What `x-alternatives` at a pointer say: rule to reading to criteria. Whether the ledger has them is not looked at here. */
export function loadAlternatives(
  source: AlternativesObject | undefined,
  pointer: string,
  reader: ScenarioReader,
): Alternative[] {
  return Object.entries(source ?? {}).flatMap(([rule, readings]) =>
    Object.entries(readings).map(([name, criteria]) => {
      const at = pointerTo(pointerTo(pointer, rule), name);
      return { rule, name, criteria: loadCriteria(criteria, at, reader), place: placeOf(reader.file, at) };
    }),
  );
}

/** One criterion: parsed as far as it can be before the values it embeds are known. */
function loadCriterion(source: CriterionObject, pointer: string, reader: ScenarioReader): Criterion {
  const text = source.condition;
  const at = `${pointer}/condition`;
  const alternatives = loadAlternatives(source["x-alternatives"], `${pointer}/x-alternatives`, reader);
  const shared = { text, place: placeOf(reader.file, pointer), rules: [source["x-rule"] ?? []].flat(), alternatives };
  const kind = criterionKind(source, pointer, reader);
  if (kind === "simple") {
    const condition = reader.parse(at, () => parseCondition(text, { coerces: reader.isLater }));
    for (const { expression } of expressionsIn(condition)) reader.check(expression, at);
    return { ...shared, kind, condition };
  }
  const context = reader.expression(source.context ?? "", `${pointer}/context`);
  const parts = reader.parse(at, () => parseText(text, at, reader.expression));
  const problem = problemOf(kind, parts);
  const names = { regex: "regex", jsonpath: "JSONPath", xpath: "XPath" };
  if (problem) reader.fail(at, `${JSON.stringify(text)} (${problem})`, `a valid ${names[kind]}`);
  return { ...shared, kind, context, parts };
}

/**
 * The kind of a criterion; what is not supported is refused here and not when it is reached. "If `type` is specified, then
 * the `context` MUST be provided" (Arazzo 1.0.1 and 1.1.0, Criterion Object).
 */
function criterionKind(source: CriterionObject, pointer: string, reader: ScenarioReader): Criterion["kind"] {
  const { type, version, context } = source;
  const at = `${pointer}/type`;
  const name = typeof type === "object" ? type.type : (type ?? "simple");
  const isPlain = name === "simple" || name === "regex";
  if (isPlain ? typeof type === "object" : name !== "jsonpath" && name !== "xpath") {
    return reader.fail(at, `criterion type ${name}`, "simple, regex, jsonpath or xpath");
  }
  if (type !== undefined && context === undefined)
    reader.fail(pointer, `a ${name} criterion without a context`, "a context");
  if (version !== undefined) checkVersion(source, pointer, reader);
  else if (!isPlain) reader.language(type ?? name, at);
  return name as Criterion["kind"];
}

// The published schema for 1.0 has the version beside the type, its text has both in an object.
function checkVersion({ type, version = "" }: CriterionObject, pointer: string, reader: ScenarioReader): void {
  const at = `${pointer}/version`;
  const isNamed = type === "jsonpath" || type === "xpath";
  if (!isNamed || reader.document.arazzo.startsWith("1.1."))
    reader.fail(at, `version ${version} beside the type`, "type: { type, version }");
  reader.language({ type, version }, at);
}

// What an embedded expression will stand for is not known yet: a number and a name are tried in its place.
function problemOf(kind: Exclude<Criterion["kind"], "simple">, parts: TextParts): string | undefined {
  const problems = ["0", "a"].map((placeholder) => {
    const text = parts.map((part) => (typeof part === "string" ? part : placeholder)).join("");
    return kind === "regex" ? patternProblem(text) : selectorProblem(kind, text);
  });
  return problems.includes(undefined) ? undefined : problems[0];
}

function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
