import type { Operation } from "../../spec/contract.ts";
import { parseTemplate } from "../expression/template.ts";
import type { ParameterObject, ReusableObject } from "./document.ts";
import type { ScenarioReader } from "./reader.ts";
import type { Parameter, Step } from "./scenario.ts";

/** Parameters of the list at a pointer, those of the components included. @throws InvalidFile */
export function loadParameters(
  parameters: (ParameterObject | ReusableObject)[] | undefined,
  pointer: string,
  reader: ScenarioReader,
): Parameter[] {
  const loaded = (parameters ?? []).map((source, index): Parameter => {
    const at = `${pointer}/${index}`;
    if (!("reference" in source)) {
      const value = reader.parse(`${at}/value`, () => parseTemplate(source.value, `${at}/value`, reader));
      return { name: source.name, in: source.in, value };
    }
    const name = /^\$components\.parameters\.(.+)$/.exec(source.reference)?.[1] ?? "";
    const component = reader.document.components?.parameters?.[name];
    if (!component) reader.fail(`${at}/reference`, source.reference, "a reference to one of $components.parameters");
    const own = Object.hasOwn(source, "value");
    const valueAt = own ? `${at}/value` : `/components/parameters/${name}/value`;
    const value = own ? source.value : component.value;
    return {
      name: component.name,
      in: component.in,
      value: reader.parse(valueAt, () => parseTemplate(value, valueAt, reader)),
    };
  });
  for (const [index, parameter] of loaded.entries()) {
    if (loaded.findIndex((other) => keyOf(other) === keyOf(parameter)) === index) continue;
    reader.fail(`${pointer}/${index}`, `a second ${parameter.in ?? "input"} parameter ${parameter.name}`, "each once");
  }
  return loaded;
}

/** A step's parameter replaces the workflow's of the same name and place, and keeps its position. */
export function mergeParameters(shared: readonly Parameter[], own: readonly Parameter[]): Parameter[] {
  const merged = new Map(shared.map((parameter) => [keyOf(parameter), parameter]));
  for (const parameter of own) merged.set(keyOf(parameter), parameter);
  return [...merged.values()];
}

// Names of headers are the only ones whose letter case does not count.
function keyOf({ name, in: place }: Parameter): string {
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}

/** Every parameter of a call needs its place, and every part of the path its value. @throws InvalidFile */
export function checkParameters(
  step: Step,
  operation: Operation,
  at: { pointer: string; reader: ScenarioReader },
): void {
  for (const { name, in: place } of step.parameters) {
    if (place === undefined)
      at.reader.fail(at.pointer, `parameter ${name} without in`, "path, query, header or cookie");
  }
  const given = new Set(step.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name));
  for (const [, name = ""] of operation.path.matchAll(/\{([^}]+)\}/g)) {
    if (!given.has(name))
      at.reader.fail(at.pointer, `no path parameter ${name}`, `a value for each part of ${operation.path}`);
  }
}
