import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pointerTo, valueAt } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { readSourceFile, type SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";

// Where a schema holds schemas (JSON Schema 2020-12, Core, section 10); everything else in one is data, a $ref in it too.
const single =
  "additionalProperties contains contentSchema else if items not propertyNames then unevaluatedItems unevaluatedProperties";
const holders: Readonly<Record<string, "one" | "many">> = {
  ...Object.fromEntries(single.split(" ").map((keyword) => [keyword, "one" as const])),
  ...Object.fromEntries(["allOf", "anyOf", "oneOf", "prefixItems"].map((keyword) => [keyword, "many" as const])),
  ...Object.fromEntries(
    ["properties", "patternProperties", "dependentSchemas"].map((keyword) => [keyword, "many" as const]),
  ),
};

/** What only serves references, which are followed here. */
const referenced = new Set(["$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary", "$defs", "definitions"]);

/** The most values an input schema may have with what it refers to, so that references into each other end. */
const maximumValues = 100_000;

const expected = "a reference into an Arazzo file, such as #/components/inputs/NAME, that ends somewhere";

/**
 * The schema of a workflow's inputs with its `$ref`s replaced by what they lead to: by JSON Pointer, `$anchor` or `$id`, in
 * this file or another (Arazzo 1.1.0, Resolving URI Fragments). What stands beside a `$ref` holds too (JSON Schema 2020-12,
 * Core, section 8.2.3). A schema that contains itself is cut off: no input is made that deep.
 * @param schema at the pointer of the file; `true` allows all inputs, `false` none (Core, section 4.3.2)
 * @throws UsageError for a reference that leads nowhere
 */
export function inlinedSchema(
  schema: JsonObject | boolean | undefined,
  { file, pointer }: { file: SourceFile; pointer: string },
): JsonObject | undefined {
  if (schema === undefined) return undefined;
  const inlined = new Inliner().schema(schema, { file, pointer, open: [], chain: [] });
  return isObject(inlined) ? inlined : inlined === false ? { not: {} } : {};
}

/** Where a schema stands. `open` are the references that it is inside of, `chain` those since the last keyword. */
interface At {
  file: SourceFile;
  pointer: string;
  open: readonly string[];
  chain: readonly string[];
}

class Inliner {
  #values = 0;

  schema(schema: unknown, at: At): unknown {
    if (++this.#values > maximumValues) {
      const found = `an input schema of more than ${maximumValues} values, references followed`;
      throw UsageError.at(at.file, at.pointer, { found, expected: "a smaller one" });
    }
    if (!isObject(schema)) return schema;
    const own = Object.fromEntries(
      Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
        if (keyword === "$ref" || referenced.has(keyword)) return [];
        const holder = Object.hasOwn(holders, keyword) ? holders[keyword] : undefined;
        return [[keyword, this.#held(holder, value, { ...at, pointer: pointerTo(at.pointer, keyword) })]];
      }),
    );
    if (typeof schema.$ref !== "string") return own;
    const target = this.#target(schema.$ref, at);
    if (Object.keys(own).length === 0) return target;
    return { ...own, allOf: [target, ...(Array.isArray(own.allOf) ? own.allOf : [])] };
  }

  #held(holder: "one" | "many" | undefined, value: unknown, { file, pointer, open }: At): unknown {
    const inside = (name?: string | number): At => ({
      file,
      pointer: name === undefined ? pointer : pointerTo(pointer, name),
      open,
      chain: [],
    });
    if (holder === "one") return this.schema(value, inside());
    if (holder === undefined) return value;
    if (Array.isArray(value)) return value.map((item, index) => this.schema(item, inside(index)));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.schema(item, inside(name))]));
  }

  #target(reference: string, at: At): unknown {
    const found = targetOf(reference, at.file);
    const key = found && `${found.file.path}#${found.pointer}`;
    if (!found || key === undefined || at.chain.includes(key)) {
      throw UsageError.at(at.file, at.pointer, { found: `$ref ${reference}`, expected });
    }
    if (at.open.includes(key)) return {};
    return this.schema(found.value, { ...found, open: [...at.open, key], chain: [...at.chain, key] });
  }
}

/** What a reference leads to; `undefined` where that is no schema or not there. */
function targetOf(
  reference: string,
  from: SourceFile,
): { file: SourceFile; pointer: string; value: unknown } | undefined {
  const hash = reference.indexOf("#");
  const url = hash < 0 ? reference : reference.slice(0, hash);
  const fragment = decoded(hash < 0 ? "" : reference.slice(hash + 1));
  const named = url === "" ? "" : pointerOfNamed(from.value, "$id", url);
  const file = named === undefined ? fileAt(url, from) : from;
  if (!file || fragment === undefined) return undefined;
  const base = named ?? "";
  const isPointer = fragment === "" || fragment.startsWith("/");
  const pointer = isPointer ? `${base}${fragment}` : pointerOfNamed(file.value, "$anchor", fragment);
  const value = pointer === undefined ? undefined : valueAt(file.value, pointer);
  // A whole Arazzo file is no schema; a whole file beside it may be one.
  const isSchema = typeof value === "boolean" || (isObject(value) && !("arazzo" in value));
  return pointer !== undefined && isSchema ? { file, pointer, value } : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function fileAt(url: string, { path }: SourceFile): SourceFile | undefined {
  const other = resolve(dirname(path), url);
  return existsSync(other) ? readSourceFile(other) : undefined;
}

/** The pointer of the first schema with a name, `$anchor` or `$id`. */
function pointerOfNamed(value: unknown, keyword: "$anchor" | "$id", name: string, pointer = ""): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isObject(value) && value[keyword] === name) return pointer;
  for (const [key, child] of Object.entries(value)) {
    const found = pointerOfNamed(child, keyword, name, pointerTo(pointer, key));
    if (found !== undefined) return found;
  }
  return undefined;
}
