import type { Faker } from "@faker-js/faker";
import { faker } from "@faker-js/faker/locale/en";

/** The faker paths that `x-faker` may name. A list, so that no text of a contract is looked up in faker itself. */
const makers: Record<string, (faker: Faker) => string> = {
  "company.name": (faker) => faker.company.name(),
  "internet.domainName": (faker) => faker.internet.domainName(),
  "internet.email": (faker) => faker.internet.exampleEmail(),
  "location.city": (faker) => faker.location.city(),
  "location.country": (faker) => faker.location.country(),
  "location.county": (faker) => faker.location.county(),
  "location.state": (faker) => faker.location.state(),
  "location.street": (faker) => faker.location.street(),
  "location.streetAddress": (faker) => faker.location.streetAddress(),
  "location.zipCode": (faker) => faker.location.zipCode(),
  "lorem.sentence": (faker) => faker.lorem.sentence(),
  "lorem.word": (faker) => faker.lorem.word(),
  "person.firstName": (faker) => faker.person.firstName(),
  "person.fullName": (faker) => faker.person.fullName(),
  "person.lastName": (faker) => faker.person.lastName(),
  "string.uuid": (faker) => faker.string.uuid(),
};

/** Formats of JSON Schema that text can be made for. Dates are fixed, so that a seed gives the same ones next year. */
const formats: Record<string, (faker: Faker) => string> = {
  date: (faker) => someDate(faker).slice(0, 10),
  "date-time": someDate,
  email: (faker) => faker.internet.exampleEmail(),
  hostname: (faker) => faker.internet.domainName(),
  ipv4: (faker) => faker.internet.ipv4(),
  uri: (faker) => faker.internet.url(),
  uuid: (faker) => faker.string.uuid(),
};

/** The names that `x-faker` may have, in order. */
export const fakerNames: readonly string[] = [...Object.keys(makers), "string.alphanumeric", "string.numeric"].sort();

/** How long a text of letters and digits is where its limits leave that open: long enough never to come twice. */
const idLength = 12;

/** Limits of a text, in Unicode code points. */
export interface TextLimits {
  min: number;
  max: number;
}

/** Ways to make a text, best first; each is tried until one fits everything the schemas say. */
export type TextSource =
  | { kind: "faker"; name: string }
  | { kind: "pattern"; pattern: string }
  | { kind: "format"; format: string }
  | { kind: "id" };

/**
 * Makes synthetic text inside limits.
 * @param source an unknown faker name or format gives letters and digits
 */
export function makeText(source: TextSource, limits: TextLimits): string {
  switch (source.kind) {
    case "pattern":
      // Anchors say nothing about what to make; faker would write them out.
      return faker.helpers.fromRegExp(source.pattern.replace(/^\^|(?<!\\)\$$/g, ""));
    case "format":
      return formats[source.format]?.(faker) ?? idOf(limits, "alphanumeric");
    case "faker": {
      if (source.name === "string.numeric") return idOf(limits, "numeric");
      const make = makers[source.name];
      return make ? fitted(make, limits) : idOf(limits, "alphanumeric");
    }
    case "id":
      return idOf(limits, "alphanumeric");
    default:
      return source satisfies never;
  }
}

function idOf({ min, max }: TextLimits, kind: "alphanumeric" | "numeric"): string {
  return faker.string[kind](Math.min(Math.max(idLength, min), max));
}

// A name that is too short is drawn again; what is too long is cut; what stays too short is filled up.
function fitted(make: (faker: Faker) => string, { min, max }: TextLimits): string {
  let text = make(faker);
  for (let draws = 1; draws < 20 && [...text].length < min; draws++) text = make(faker);
  const cut = [...text].slice(0, max).join("").trimEnd();
  return cut.padEnd(min, faker.string.alpha({ length: Math.max(min, 1), casing: "lower" }));
}

function someDate(faker: Faker): string {
  return faker.date.between({ from: "2020-01-01T00:00:00Z", to: "2025-01-01T00:00:00Z" }).toISOString();
}
