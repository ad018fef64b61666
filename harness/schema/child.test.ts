// Discriminators that list no children by oneOf: the children are made of their parent by allOf, or stand in the mapping.
import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import { judgeOf } from "../judge/judge.ts";
import { callingStep } from "../test-payments.ts";

const contract = contractOf(
  parseSource(
    "pets.yaml",
    `openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets:
    get:
      operationId: pets
      responses:
        "200":
          description: All.
          content:
            application/json:
              schema:
                type: object
                properties:
                  pet: { $ref: "#/components/schemas/Pet" }
                  pets: { type: array, items: { $ref: "#/components/schemas/Pet" } }
                  cat: { $ref: "#/components/schemas/Cat" }
                  car: { $ref: "#/components/schemas/Car" }
                  lone: { $ref: "#/components/schemas/Lone" }
                  far: { $ref: "#/components/schemas/Far" }
                  maybe: { $ref: "#/components/schemas/Maybe" }
components:
  schemas:
    Pet:
      type: object
      required: [species]
      properties: { species: { type: string }, friend: { $ref: "#/components/schemas/Pet" } }
      discriminator: { propertyName: species }
    Cat:
      allOf:
        - $ref: "#/components/schemas/Pet"
        - { type: object, required: [purrs], properties: { purrs: { type: boolean } } }
    Dog:
      allOf: [{ $ref: "#/components/schemas/Pet" }]
      properties: { barks: { type: integer } }
    Puppy:
      allOf: [{ $ref: "#/components/schemas/Dog" }]
      required: [age]
      properties: { age: { type: integer } }
    Kitty: { $ref: "#/components/schemas/Cat" }
    Car:
      type: object
      properties: { kind: { type: string } }
      discriminator:
        propertyName: kind
        mapping: { van: Van, bus: "#/components/schemas/Bus", boat: boats.yaml }
    Van: { allOf: [{ $ref: "#/components/schemas/Car" }], required: [load], properties: { load: { type: integer } } }
    Bus: { type: object, required: [seats], properties: { kind: {}, seats: { type: integer } } }
    Truck: { allOf: [{ $ref: "#/components/schemas/Car" }], required: [axles], properties: { axles: { type: integer } } }
    Lone: { type: object, properties: { kind: { type: string } }, discriminator: { propertyName: kind } }
    Far:
      type: object
      properties: { kind: { type: string } }
      discriminator: { propertyName: kind, mapping: { boat: boats.yaml } }
    Maybe: { type: object, properties: { as: { type: string } }, discriminator: { propertyName: as } }
    Sure: { allOf: [{ $ref: "#/components/schemas/Maybe" }], properties: { how: { type: string } } }
`,
  ),
);
const judge = judgeOf(contract, new Map(), { masker: maskerOf(contract), profile: defaultProfile(new Map()) });
const operation = contract.operations.get("pets")!;

function findings(body: unknown) {
  const headers: [string, string][] = [["content-type", "application/json"]];
  const request = { method: "GET", url: "http://127.0.0.1/pets", headers: [], body: "" };
  const response = { status: 200, headers, body: Buffer.from(JSON.stringify(body)) };
  return judge.judge({ request, response, durationMs: 1 }, { operation, scenario: callingStep }).findings;
}

const cat = { species: "Cat", purrs: true };
const pets = 'one of "Cat", "Dog", "Puppy"';

test.each<[name: string, body: unknown, ...said: string[]]>([
  ["a child", { pet: cat }],
  ["a child asked for by its own name", { cat }],
  ["the parent itself", { pet: { species: "Pet" } }],
  ["a grandchild", { pet: { species: "Puppy", barks: 1, age: 1 } }],
  ["children in children", { pet: { ...cat, friend: { species: "Dog", barks: 1, friend: cat } } }],
  ["by mapping", { car: { kind: "van", load: 1 } }],
  ["a mapped schema that is not made of the parent", { car: { kind: "bus", seats: 1 } }],
  ["by the name of a schema that has a mapping too", { car: { kind: "Van", load: 1 } }],
  ["a mapping that leads out of the document", { car: { kind: "boat", sails: 1 }, far: { kind: "boat", sails: 1 } }],
  ["a parent without children", { lone: { kind: "anything" }, far: { kind: "anything" } }],
  ["a parent without children, and a schema of that name", { lone: { kind: "Bus", seats: "1" } }],
  ["no discriminator where none is required", { maybe: {} }],
  ["no discriminator, and a member of a child", { maybe: { how: "so" } }],
  [
    "a member too many of a parent without children",
    { lone: { kind: "anything", x: 1 } },
    "undocumented-member /lone/x: no such member | 1",
  ],
  ["required by the child", { pet: { species: "Cat" } }, "body /pet/purrs: the member to be present | absent"],
  ["wrong for the child", { pet: { ...cat, purrs: 1 } }, "body /pet/purrs: type boolean | integer 1"],
  ["wrong for the child, told once", { cat: { ...cat, purrs: 1 } }, "body /cat/purrs: type boolean | integer 1"],
  [
    "wrong for a child that is named elsewhere in the schema",
    { cat: { species: "Dog", purrs: true, barks: "1" } },
    'body /cat/barks: type integer | string "1"',
  ],
  ["in an array", { pets: [cat, { species: "Dog", barks: "1" }] }, 'body /pets/1/barks: type integer | string "1"'],
  [
    "in a child of a child",
    { pet: { ...cat, friend: { species: "Puppy", barks: "1" } } },
    'body /pet/friend/barks: type integer | string "1"',
    "body /pet/friend/age: the member to be present | absent",
  ],
  ["a member of another child", { pet: { ...cat, barks: 1 } }, "undocumented-member /pet/barks: no such member | 1"],
  ["wrong for a mapped child", { car: { kind: "van" } }, "body /car/load: the member to be present | absent"],
  ["wrong for one mapped by reference", { car: { kind: "bus" } }, "body /car/seats: the member to be present | absent"],
  [
    "wrong for one beside the mapping",
    { car: { kind: "Truck" } },
    "body /car/axles: the member to be present | absent",
  ],
  ["unknown", { pet: { species: "Fish", fins: 2 } }, `body /pet/species: ${pets} | "Fish"`],
  ["unknown, though a schema of that name", { pet: { species: "Car" } }, `body /pet/species: ${pets} | "Car"`],
  ["the name of an alias", { pet: { species: "Kitty" } }, `body /pet/species: ${pets} | "Kitty"`],
  ["unknown, and no text", { pet: { species: 1 } }, `body /pet/species: ${pets} | 1`],
  [
    "unknown to a mapping",
    { car: { kind: "plane", wings: 2 } },
    'body /car/kind: one of "van", "bus", "boat", "Truck" | "plane"',
  ],
  ["absent, though required", { pet: { purrs: 1 } }, "body /pet/species: the member to be present | absent"],
])("inheritance: %s", (_name, body, ...said) => {
  expect(findings(body).map((f) => `${f.check} ${f.where}: ${f.expected} | ${f.actual}`)).toEqual(said);
});

test("an unknown child is told at the discriminator, a wrong one at its own keyword", () => {
  const [unknown] = findings({ pet: { species: "Fish" } });
  expect(unknown?.contract?.pointer).toBe("/components/schemas/Pet/discriminator");
  const [wrong] = findings({ pet: { species: "Cat" } });
  expect(wrong?.contract?.pointer).toBe("/components/schemas/Cat/allOf/1/required/0");
});
