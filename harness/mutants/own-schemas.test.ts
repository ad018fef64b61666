import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { parseSource } from "../../spec/source-file.ts";
import { ownSchemasOf } from "./own-schemas.ts";

const text = `openapi: 3.1.0
info: { title: T, version: "1" }
components:
  schemas:
    Node: { type: object, required: [n], properties: { n: { type: integer }, next: { $ref: "#/components/schemas/Node" } } }
    Price: { type: number, multipleOf: 0.01 }
    Either: { oneOf: [{ $ref: "#/components/schemas/Node" }, { $ref: "#/components/schemas/Price" }] }
    Secret: { type: string, writeOnly: true }
    Base: { type: object, required: [name, password] }
    Person:
      allOf: [{ $ref: "#/components/schemas/Base" }]
      properties: { name: { type: string }, password: { $ref: "#/components/schemas/Secret" } }
    Holder: { type: object, required: [password], properties: { person: { $ref: "#/components/schemas/Person" } } }
    "a/b c": { const: 1 }
    Odd: { $ref: "#/components/schemas/a~1b%20c" }
`;
const contract = contractOf(parseSource("c.yaml", text));
const schemas = ownSchemasOf(contract);

test.each<[name: string, value: unknown, fits: boolean]>([
  ["Node", { n: 1, next: { n: 2, next: { n: 3 } } }, true],
  ["Node", { n: 1, next: { n: 2, next: {} } }, false],
  ["Node", { n: 1.0 }, true],
  ["Price", 4.35, true],
  ["Price", 4.355, false],
  ["Either", 1.1, true],
  ["Either", { n: "1" }, false],
  // What is for requests only no answer needs, wherever it is asked for.
  ["Person", { name: "a" }, true],
  ["Person", { password: "a" }, false],
  ["Holder", { password: "a", person: { name: "a" } }, true],
  // The same name in another object is another member.
  ["Holder", { person: { name: "a" } }, false],
  ["Odd", 1, true],
  ["Odd", 2, false],
])("%s and %j: %j", (name, value, fits) => {
  expect(schemas.fits(`/components/schemas/${name}`, value)).toBe(fits);
});

test("a breach has its place in the value, names escaped as in a pointer", () => {
  const schema = "/components/schemas/Node";
  expect(schemas.breaches(schema, { n: 1, next: { n: 1, next: { n: "1" } } })).toContainEqual(
    expect.objectContaining({ where: "/next/next/n", keyword: "type" }),
  );
  expect(schemas.breaches(schema, { n: 1 })).toEqual([]);
});

test("the document is left as it is", () => {
  schemas.fits("/components/schemas/Holder", {});
  expect(contract.document).toEqual(contractOf(parseSource("c.yaml", text)).document);
});

test("what makes faults imports nothing that finds them", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".ts") && !name.includes(".test."));
  const imports = files.flatMap((name) =>
    [...readFileSync(join(import.meta.dirname, name), "utf8").matchAll(/from "(\.\.\/[^"]+)"/g)].map(
      ([, path]) => path,
    ),
  );
  expect(imports.length).toBeGreaterThan(10);
  expect(imports.filter((path) => /^\.\.\/(schema|instance|checks|judge)\//.test(path ?? ""))).toEqual([]);
});
