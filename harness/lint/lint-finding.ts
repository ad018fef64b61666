import { pointerTo, valueAt } from "../../spec/json/json-pointer.ts";
import { isObject } from "../../spec/json/json-value.ts";
import type { Ledger } from "../../spec/ledger.ts";
import { type Place, placeOf } from "../../spec/place.ts";
import type { SourceFile } from "../../spec/source-file.ts";
import type { Scenario, Workflow } from "../scenario/scenario.ts";

/**
 * What a scenario is looked through for:
 * - `reference`: malformed text, and names that lead nowhere or to what never has a value
 * - `output`: outputs that nothing defines, that nothing reads, or that are read before they are there
 * - `status`: calls whose status no criterion looks at; what passes is then left to chance
 * - `rule`: rules and readings the ledger does not have
 * - `portable`: what `redocly respect`, the second runner, would not run, or not as Arazzo says
 */
export type LintKind = "reference" | "output" | "status" | "rule" | "portable";

/** One thing that is wrong with a scenario. */
export interface LintFinding extends Place {
  kind: LintKind;
  /** What was found and what to do, in one sentence. */
  message: string;
}

/** What a part of a scenario is looked through with. */
export interface LintContext {
  scenario: Scenario;
  workflow: Workflow;
  ledger: Ledger;
  /** Adds a finding at a place. */
  tell(kind: LintKind, place: Place, message: string): void;
}

/** The place of the first text below a pointer that holds another text. */
export function placeOfText({ file }: { file: SourceFile }, pointer: string, text: string): Place {
  return placeOf(file, pointerOfText(valueAt(file.value, pointer), pointer, text) ?? pointer);
}

function pointerOfText(value: unknown, pointer: string, text: string): string | undefined {
  if (typeof value === "string") return value.includes(text) ? pointer : undefined;
  if (!Array.isArray(value) && !isObject(value)) return undefined;
  for (const [name, child] of Object.entries(value)) {
    const found = pointerOfText(child, pointerTo(pointer, name), text);
    if (found !== undefined) return found;
  }
  return undefined;
}
