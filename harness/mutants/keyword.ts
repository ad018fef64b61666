import { isObject, type JsonObject, typeOf } from "../../spec/json/json-value.ts";
import { breakFormat } from "./format.ts";
import { type Operator, without } from "./mutant.ts";
import { isSame, otherCase } from "./value.ts";

/** One way to break a keyword: the value that stands in the place of a good one. */
export interface BrokenValue {
  operator: Operator;
  value: unknown;
  /** The member that is meant, where it is not the place itself. */
  member?: string;
}

/** What a keyword is broken with. */
export interface KeywordContext {
  /** A value that keeps the keyword. */
  value: unknown;
  /** What the schema says under the keyword. */
  argument: unknown;
  /** The schema the keyword stands in. */
  schema: JsonObject;
  /** Whether a value fits the schema below the keyword. */
  fits(value: unknown): boolean;
  /** A value made for the schema below the keyword; `undefined` where none can be. */
  sample(): unknown;
}

/** How each keyword of JSON Schema 2020-12 that says what is valid is broken. Nothing where the value is of another type. */
export const keywordBreakers: Record<string, (context: KeywordContext) => BrokenValue[]> = {
  required: ({ value, argument }) =>
    forObject(value, (object) =>
      (argument as string[]).map((member) => ({ operator: "required", value: without(object, member), member })),
    ),
  type: ({ value, argument }) => typeVariations(value, [argument].flat() as string[]),
  const: ({ value }) => [...another("const", value), ...inOtherCase(value)],
  enum: ({ value, argument }) =>
    [...another("enum", value), ...inOtherCase(value)].filter((made) => !holds(argument as unknown[], made.value)),
  pattern: ({ value, argument }) => {
    const pattern = new RegExp(String(argument), "u");
    const candidates = [`${value}?`, `?${value}`, "?", " ", "", "understudy", "7".repeat(70)];
    return forText(value, () =>
      one(
        "pattern",
        candidates.find((candidate) => !pattern.test(candidate)),
      ),
    );
  },
  minLength: ({ value, argument }) =>
    forText(value, (text) =>
      argument === 0 ? [] : one("minLength", [...text].slice(0, Number(argument) - 1).join("")),
    ),
  maxLength: ({ value, argument }) =>
    forText(value, (text) =>
      one("maxLength", text + (text.at(-1) ?? "x").repeat(Number(argument) + 1 - [...text].length)),
    ),
  format: ({ value, argument }) => one("format", breakFormat(String(argument), value)),
  minimum: ({ value, argument }) => forNumber(value, () => one("minimum", Number(argument) - 1)),
  maximum: ({ value, argument }) => forNumber(value, () => one("maximum", Number(argument) + 1)),
  exclusiveMinimum: ({ value, argument }) => forNumber(value, () => one("exclusiveMinimum", argument)),
  exclusiveMaximum: ({ value, argument }) => forNumber(value, () => one("exclusiveMaximum", argument)),
  multipleOf: ({ value, argument }) => forNumber(value, (number) => one("multipleOf", number + Number(argument) / 2)),
  minItems: ({ value, argument }) =>
    forArray(value, (items) => (argument === 0 ? [] : one("minItems", items.slice(0, Number(argument) - 1)))),
  maxItems: ({ value, argument }) => forArray(value, (items) => one("maxItems", padded(items, Number(argument) + 1))),
  uniqueItems: ({ value, argument }) =>
    forArray(value, (items) => (argument === true ? one("uniqueItems", [...items, items[0]], items.length > 0) : [])),
  contains: ({ value, schema, fits }) =>
    forArray(value, (items) => {
      const others = items.filter((item) => !fits(item));
      return schema.minContains === 0 ? [] : one("contains", others);
    }),
  minContains: ({ value }) => forArray(value, () => one("minContains", [])),
  maxContains: ({ value, argument, schema }) =>
    forArray(value, (items) => one("maxContains", padded(items, Number(argument) + 1), isObject(schema.contains))),
  items: ({ value, argument }) =>
    forArray(value, (items) => one("items", [...items, "understudy"], argument === false)),
  minProperties: ({ value, argument }) =>
    forObject(value, (object) => {
      const kept = Object.entries(object).slice(0, Math.max(0, Number(argument) - 1));
      return one("minProperties", Object.fromEntries(kept), argument !== 0);
    }),
  maxProperties: ({ value, argument }) =>
    forObject(value, (object) => {
      const missing = Number(argument) + 1 - Object.keys(object).length;
      const child = Object.values(object)[0] ?? "understudy";
      const more = Array.from({ length: missing }, (_, index) => [`understudy${index}`, child]);
      return one("maxProperties", { ...object, ...Object.fromEntries(more) });
    }),
  propertyNames: ({ value, fits }) =>
    forObject(value, (object) => {
      const candidates = ["", "?", "understudy", "UNDERSTUDY", "7", "understudy".repeat(50)];
      const name = candidates.find((candidate) => !fits(candidate));
      const child = Object.values(object)[0] ?? "understudy";
      return name === undefined
        ? []
        : [{ operator: "propertyNames", value: { ...object, [name]: child }, member: name }];
    }),
  dependentRequired: ({ value, argument }) =>
    forObject(value, (object) =>
      Object.entries(argument as Record<string, string[]>)
        .filter(([name]) => Object.hasOwn(object, name))
        .flatMap(([, needed]) => needed)
        .map((member) => ({ operator: "dependentRequired", value: without(object, member), member })),
    ),
  not: ({ sample }) => one("not", sample()),
};

const misfits = [null, 7, "understudy", [], {}, { understudy: true }, true];

/** A value that fits no branch of a oneOf or anyOf. */
export function misfit(operator: "oneOf" | "anyOf", accepted: (value: unknown) => boolean): BrokenValue[] {
  const found = misfits.filter((value) => !accepted(value)).at(-1);
  return found === undefined ? [] : [{ operator, value: found }];
}

function typeVariations(value: unknown, types: string[]): BrokenValue[] {
  const allows = (candidate: unknown) => {
    const type = typeOf(candidate);
    return types.includes(type) || (type === "integer" && types.includes("number"));
  };
  const written = typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
  const other = [written, 7, "understudy", {}].find((candidate) => candidate !== undefined && !allows(candidate));
  const found: BrokenValue[] = one("type", other);
  if (!allows(null)) found.push({ operator: "null", value: null });
  if (isObject(value) && !allows([])) found.push({ operator: "array-for-object", value: [value] });
  if (typeof value === "number" && !allows(0.5)) found.push({ operator: "fraction", value: value + 0.5 });
  return found;
}

/** Values of the same type that are others; the first that nothing else allows is taken. */
function another(operator: Operator, value: unknown): BrokenValue[] {
  if (typeof value === "string") return one(operator, `${value}_NEW`);
  if (typeof value === "number") return [...one(operator, value + 1), ...one(operator, value + 1_000_003)];
  if (typeof value === "boolean") return one(operator, !value);
  return one(operator, "understudy");
}

function inOtherCase(value: unknown): BrokenValue[] {
  const [whole, first] = typeof value === "string" ? otherCase(value) : [];
  return [...one("letter-case", whole), ...one("first-letter", first)];
}

function one(operator: Operator, value: unknown, applies = true): BrokenValue[] {
  return applies && value !== undefined ? [{ operator, value }] : [];
}

function padded(items: unknown[], length: number): unknown[] {
  return [...items, ...Array.from({ length: Math.max(0, length - items.length) }, () => items[0] ?? null)];
}

function holds(values: unknown[], value: unknown): boolean {
  return values.some((other) => isSame(other, value));
}

function forText(value: unknown, vary: (text: string) => BrokenValue[]): BrokenValue[] {
  return typeof value === "string" ? vary(value) : [];
}

function forNumber(value: unknown, vary: (number: number) => BrokenValue[]): BrokenValue[] {
  return typeof value === "number" ? vary(value) : [];
}

function forArray(value: unknown, vary: (items: unknown[]) => BrokenValue[]): BrokenValue[] {
  return Array.isArray(value) ? vary(value) : [];
}

function forObject(value: unknown, vary: (object: JsonObject) => BrokenValue[]): BrokenValue[] {
  return isObject(value) ? vary(value) : [];
}
