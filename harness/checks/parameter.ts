import { documentedParameters, type ParameterSpec, schemaOfWritten } from "../../spec/documented.ts";
import { type Style, typesAt } from "../schema/typed-value.ts";
import { whereOf } from "./security.ts";
import type { SentParts } from "./sent-parts.ts";
import type { Breach, SentSubject, Subject } from "./subject.ts";
import { writtenBreaches } from "./written-value.ts";

/** How the parameters of a request break the contract. */
export function parameterBreaches(subject: SentSubject): Breach[] {
  return documentedParameters(subject.contract, subject.operation).flatMap((spec) => {
    if (spec.in === "path" && !subject.sent().path) return [];
    const { name, object, pointer } = spec;
    const where = whereOf(spec.in, name);
    const texts = textsOf(subject.sent(), spec);
    if (texts.length > 0) {
      const style = styleOf(subject, spec);
      const sent = { ...subject, schemas: subject.schemas.in("request") };
      return style ? writtenBreaches(sent, spec, { texts, style }).map((breach) => ({ ...breach, where })) : [];
    }
    if (object.required !== true || isSpread(subject, spec)) return [];
    return [{ where, expected: "the parameter to be present", actual: "absent", pointer: `${pointer}/required` }];
  });
}

/** The texts of a parameter, one for each time it was given. */
function textsOf(sent: SentParts, { name, in: place }: ParameterSpec): string[] {
  if (place === "query") return sent.query.getAll(name);
  const from = {
    path: () => sent.path?.get(name),
    header: () => sent.header(name),
    cookie: () => sent.cookies.get(name),
  };
  return [from[place]() ?? []].flat();
}

/** How a parameter is written; `undefined` for the styles `matrix` and `label`, whose values are not looked into. */
function styleOf(subject: SentSubject, spec: ParameterSpec): Style | undefined {
  if (isSpread(subject, spec)) return undefined;
  const { style, explode } = writtenAs(spec);
  switch (style) {
    case "form":
    case "simple":
      return { explode, separator: "," };
    case "spaceDelimited":
      return { explode, separator: " " };
    case "pipeDelimited":
      return { explode, separator: "|" };
    default:
      return undefined;
  }
}

/** Whether the members of an object are parameters of their own, so that none has the name that is documented. */
function isSpread({ schemas }: Pick<Subject, "schemas">, spec: ParameterSpec): boolean {
  const { style, explode } = writtenAs(spec);
  const { schema, mediaType } = schemaOfWritten(spec);
  if (mediaType !== undefined) return false;
  if (style === "deepObject") return true;
  return style === "form" && explode && schema !== undefined && typesAt(schemas, schema).has("object");
}

function writtenAs({ in: place, object }: ParameterSpec): { style: unknown; explode: boolean } {
  const style = object.style ?? (place === "query" || place === "cookie" ? "form" : "simple");
  return { style, explode: (object.explode ?? style === "form") === true };
}
