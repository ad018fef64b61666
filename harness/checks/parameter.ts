import { documentedParameters, type ParameterSpec, schemaOfWritten, securitySchemes } from "../../spec/documented.ts";
import { pointerSegments } from "../../spec/json/json-pointer.ts";
import { type Readings, readPairs, readText } from "../codec/read.ts";
import { type Style, styleOf } from "../codec/style.ts";
import { declaredAt, typesAt } from "../codec/typed-value.ts";
import { unjudgedBecause } from "../codec/unjudged.ts";
import { whereOf } from "./security.ts";
import type { Breach, SentSubject } from "./subject.ts";
import { writtenBreaches } from "./written-value.ts";

/** How the parameters of a request break the contract, each read in its style; those in no defined style are not judged. */
export function parameterBreaches(given: SentSubject): Breach[] {
  const subject = { ...given, schemas: given.schemas.in("request") };
  const { contract, operation, sent, schemas } = subject;
  const specs = documentedParameters(contract, operation);
  return specs.flatMap((spec) => {
    if (spec.in === "path" && !sent().path) return [];
    if (unjudgedBecause(schemas, spec) !== undefined) return [];
    const { name, object, pointer } = spec;
    const style = styleOf(object.schema === undefined ? {} : object, spec.in);
    const isBeside = isExplodedObject(subject, spec, style);
    const absent: Readings | undefined = isBeside ? { texts: [], lists: [], objects: [[]] } : undefined;
    const readings = readingsOf(subject, spec, { style, specs });
    if (readings && isEmptyAllowed(spec, style, readings)) return [];
    // Of an object whose members stand beside the other parameters, none may be there: then it has no members.
    const found = readings ?? (object.required === true ? absent : undefined);
    if (found) return located(spec, style, writtenBreaches(subject, spec, { readings: found, style }));
    if (object.required !== true) return [];
    const where = whereOf(spec.in, name);
    return [{ where, expected: "the parameter to be present", actual: "absent", pointer: `${pointer}/required` }];
  });
}

function readingsOf(
  subject: SentSubject,
  spec: ParameterSpec,
  { style, specs }: { style: Style; specs: readonly ParameterSpec[] },
): Readings | undefined {
  const { name, in: place } = spec;
  const sent = subject.sent();
  if (place === "path" || place === "header") {
    const text = place === "path" ? sent.path?.get(name) : sent.header(name);
    return text === undefined ? undefined : readText(name, style, text);
  }
  const pairs = place === "query" ? sent.query : sent.cookies;
  return readPairs(name, style, { pairs, isMember: memberTest(subject, spec, { style, specs }) });
}

/** Which names beside a parameter's own are members of it: those its schema declares, and for a map those nobody else has. */
function memberTest(
  subject: SentSubject,
  spec: ParameterSpec,
  { style, specs }: { style: Style; specs: readonly ParameterSpec[] },
): (name: string) => boolean {
  const { schema } = schemaOfWritten(spec);
  if (schema === undefined || !isExplodedObject(subject, spec, style)) return () => false;
  const { names, isMap } = declaredAt(subject.schemas, schema);
  const others = specs.filter((other) => other.in === spec.in).map((other) => other.name);
  const keys = [...securitySchemes(subject.contract).values()].map((scheme) => String(scheme.name));
  const taken = new Set([...others, ...keys]);
  return (name) => !taken.has(name) && (names.has(name) || (isMap && !taken.has(name.split("[")[0] ?? "")));
}

function isExplodedObject({ schemas }: SentSubject, spec: ParameterSpec, { name, explode }: Style): boolean {
  const { schema, mediaType } = schemaOfWritten(spec);
  const isBeside = name === "form" && explode && mediaType === undefined;
  return isBeside && schema !== undefined && typesAt(schemas, schema).has("object");
}

/** Whether an empty text stands for nothing (OpenAPI 3.1.2, Parameter Object, allowEmptyValue). */
function isEmptyAllowed({ in: place, object }: ParameterSpec, { name }: Style, { texts }: Readings): boolean {
  const isAllowed = place === "query" && name === "form" && object.allowEmptyValue === true;
  return isAllowed && texts.length > 0 && texts.every((text) => text === "");
}

/** Breaches at the names that members have on the wire; one for each name. */
function located(spec: ParameterSpec, { name: style, explode }: Style, breaches: Breach[]): Breach[] {
  const placed = breaches.map((breach) => {
    const [member] = pointerSegments(breach.where);
    const isMember = member !== undefined && !/^\d+$/.test(member);
    const deep = isMember && style === "deepObject" ? `${spec.name}[${member}]` : undefined;
    const beside = isMember && style === "form" && explode && spec.object.schema !== undefined ? member : undefined;
    return { ...breach, where: whereOf(spec.in, deep ?? beside ?? spec.name) };
  });
  return placed.filter(({ where }, index) => placed.findIndex((other) => other.where === where) === index);
}
