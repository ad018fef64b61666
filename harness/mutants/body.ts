import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, keysOf } from "../../spec/json/json-value.ts";
import { type BrokenValue, keywordBreakers, misfit } from "./keyword.ts";
import { jsonOf, type Mutant, mutantOf, type Original, withJson } from "./mutant.ts";
import type { OwnSchemas } from "./own-schemas.ts";
import { sampleOf } from "./sample.ts";
import { branchesOf, changed, type Spot, type SpotSchema, spotsOf } from "./spot.ts";
import { isSame } from "./value.ts";

/** Every keyword of an answer's schema broken, at every place of the body, and members added that nobody documented. */
export function bodyMutants(original: Original, schema: string): Mutant[] {
  const { schemas, answer } = original;
  const body = jsonOf(answer);
  if (body === undefined) return [];
  const shapes = new Set<string>();
  const mutants: Mutant[] = [];
  for (const spot of spotsOf(schemas, schema, body)) {
    for (const { part, keyword, variation } of variationsAt(schemas, spot)) {
      const { operator, value, member } = variation;
      const at = member === undefined ? spot.where : pointerTo(spot.where, member);
      const shape = `${operator} ${pointerTo(part.pointer, keyword)} ${spot.shape} ${member}`;
      if (shapes.has(shape)) continue;
      // An answer need not have what is for requests only.
      if (operator === "required" && schemas.requestOnly(part.pointer).includes(member ?? "")) continue;
      const whole = changed(body, spot, value);
      if (whole === undefined || isSame(whole, body)) continue;
      // Where schemas are chosen by the value, the change may have chosen one that allows it: then it is no fault.
      const isJudgedBySchema = operator !== "undocumented-member";
      if (spot.isChoice && isJudgedBySchema && schemas.fits(schema, whole)) continue;
      shapes.add(shape);
      const detail = ownerOf(part.pointer);
      const pointer = pointerTo(part.pointer, keyword);
      mutants.push(
        mutantOf(original, { operator, where: at, ...detail, keyword: pointer, answer: withJson(answer, whole) }),
      );
    }
  }
  return mutants;
}

type Found = { part: SpotSchema; keyword: string; variation: BrokenValue };

function variationsAt(schemas: OwnSchemas, spot: Spot): Found[] {
  const { parts, value } = spot;
  const found: Found[] = [];
  for (const part of parts) {
    for (const [keyword, argument] of Object.entries(part.schema)) {
      const below = `${part.pointer}/${keyword.replace(/^m(in|ax)Contains$/, "contains")}`;
      const fits = (other: unknown) => schemas.fits(below, other);
      const sample = () => sampleOf(schemas, [below]);
      const context = { value, argument, schema: part.schema, fits, sample };
      const own = Object.hasOwn(keywordBreakers, keyword) ? (keywordBreakers[keyword]?.(context) ?? []) : [];
      const more = branchVariations(schemas, part, { keyword, value });
      for (const variation of [...own, ...more]) found.push({ part, keyword, variation });
    }
  }
  return [...found, ...undocumented(schemas, spot)];
}

/** What fits no branch, and a tag that names none. */
function branchVariations(
  schemas: OwnSchemas,
  part: SpotSchema,
  at: { keyword: string; value: unknown },
): BrokenValue[] {
  const { keyword, value } = at;
  if (keyword === "oneOf" || keyword === "anyOf") {
    const branches = branchesOf(part, keyword);
    return misfit(keyword, (other) => branches.some((branch) => schemas.fits(branch, other)));
  }
  const { discriminator } = part.schema;
  if (keyword !== "discriminator" || !isObject(discriminator) || !isObject(value)) return [];
  const member = String(discriminator.propertyName);
  if (!Object.hasOwn(value, member)) return [];
  return [{ operator: "discriminator", value: { ...value, [member]: "UNDERSTUDY" }, member }];
}

/** A member of a name that no schema at a place has, unless any name is allowed there. */
function undocumented(schemas: OwnSchemas, { parts, value }: Spot): Found[] {
  if (!isObject(value)) return [];
  const keyword = (part: SpotSchema) =>
    ["properties", "additionalProperties", "unevaluatedProperties"].find((name) => part.schema[name] !== undefined);
  const naming = parts.filter((part) => keyword(part) !== undefined);
  const isOpen = naming.some(({ schema }) =>
    ["additionalProperties", "unevaluatedProperties"].some(
      (name) => schema[name] !== undefined && schema[name] !== false,
    ),
  );
  const patterns = parts.flatMap(({ schema }) => keysOf(schema.patternProperties));
  if (isOpen || patterns.some((pattern) => new RegExp(pattern, "u").test("understudyExtra"))) return [];
  const names = ["understudyExtra", foreignMember(schemas, parts, value)];
  return naming.slice(0, 1).flatMap((part) =>
    names
      .filter((name) => name !== undefined)
      .map((member) => ({
        part,
        keyword: keyword(part) ?? "properties",
        variation: { operator: "undocumented-member" as const, value: { ...value, [member]: "extra" }, member },
      })),
  );
}

/** A member that another branch of a oneOf has and this one has not. */
function foreignMember(schemas: OwnSchemas, parts: SpotSchema[], value: object): string | undefined {
  const known = new Set([...Object.keys(value), ...parts.flatMap(({ schema }) => keysOf(schema.properties))]);
  const branches = parts.flatMap((part) => branchesOf(part, "oneOf"));
  const names = branches.flatMap((branch) => Object.keys((sampleOf(schemas, [branch]) as object | undefined) ?? {}));
  return names.find((name) => !known.has(name));
}

/** The schema a keyword stands in, where it has a name of its own. */
function ownerOf(pointer: string): { detail?: string } {
  const name = /^\/components\/schemas\/([^/]+)/.exec(pointer)?.[1];
  return name === undefined ? {} : { detail: name };
}
