import { type AnySchemaObject, shapeProblem } from "../check-shape.ts";
import { unescapedFragment, valueAt } from "../json/json-pointer.ts";
import { isObject, type JsonObject } from "../json/json-value.ts";
import schema from "../openapi.schema.json" with { type: "json" };
import type { SourceFile } from "../source-file.ts";
import { UsageError } from "../usage-error.ts";
import { type Kind, withParts } from "./kinds.ts";

/** What each kind has to look like for it to be read; of the others nothing is read. */
const shapes: Partial<Record<Kind, AnySchemaObject>> = schema.$defs;

/** What no exchange is held against, and components, of which those count that something refers to. */
const unread: ReadonlySet<Kind> = new Set(["callback", "example", "link"]);

/**
 * Refuses what cannot be read as what it should be: null where an object must be, a parameter that stands nowhere, a
 * reference that leads nowhere or in a circle. All that can be reached from the paths is looked at; what references lead
 * to, as what it is referred to as.
 * @param document in which every reference is one into itself
 * @throws UsageError at the first of them
 */
export function refuseMisshapen(file: SourceFile, document: JsonObject): void {
  const seen = new Map<Kind, WeakSet<object>>();
  // What references lead to waits, for they may lead on and on.
  const waiting: { value: unknown; kind: Kind; pointer: string }[] = [
    { value: document, kind: "document", pointer: "" },
  ];
  const visit = (value: unknown, kind: Kind, pointer: string): void => {
    if (typeof value === "object" && value !== null) {
      const before = seen.get(kind) ?? new WeakSet();
      seen.set(kind, before);
      if (before.has(value)) return;
      before.add(value);
    }
    const isReference = isObject(value) && typeof value.$ref === "string";
    const shape = shapes[kind];
    // Beside a reference, nothing is asked for.
    const problem = shape && (!isReference || kind === "schema") ? shapeProblem(value, shape) : undefined;
    if (problem) {
      const at = pointer + problem.pointer;
      const found = `${problem.actual} at ${at === "" ? "the document" : at}`;
      throw UsageError.at(file, at, { found, expected: problem.expected });
    }
    if (!isObject(value) || kind === "components") return;
    if (isReference) follow(String(value.$ref), kind, pointer);
    withParts(value, kind, (part, partKind, below) => {
      // What a keyword cannot have is told by whoever judges by it, unless nobody wrote anything there.
      const isKeyword = kind === "schema" && partKind === "schema" && part !== null;
      const isRead = !unread.has(partKind) && !below.startsWith("/webhooks/");
      if (isRead && (!isKeyword || isObject(part))) visit(part, partKind, pointer + below);
      return part;
    });
  };
  const follow = (reference: string, kind: Kind, pointer: string): void => {
    const target = valueAt(document, reference);
    if (target === undefined || (kind !== "schema" && isCircular(document, reference))) {
      const expected = "a reference that ends somewhere";
      throw UsageError.at(file, `${pointer}/$ref`, { found: `$ref ${unescapedFragment(reference)}`, expected });
    }
    waiting.push({ value: target, kind, pointer: unescapedFragment(reference.slice(1)) });
  };
  for (let next = waiting.pop(); next; next = waiting.pop()) visit(next.value, next.kind, next.pointer);
}

function isCircular(document: JsonObject, reference: string): boolean {
  const seen = new Set<string>();
  let next: unknown = reference;
  while (typeof next === "string") {
    if (seen.has(next)) return true;
    seen.add(next);
    const target = valueAt(document, next);
    next = isObject(target) ? target.$ref : undefined;
  }
  return false;
}
