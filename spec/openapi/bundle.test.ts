// A contract that stands in several files is one document, and every position in it is one of the right file.

import { mkdirSync, mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type Contract, loadContract } from "../contract.ts";
import { valueAt } from "../json/json-pointer.ts";
import { placeOf } from "../place.ts";

/** Loads `main.yaml` of some files that stand in a folder of their own. */
function load<T>(files: Record<string, string>, use: (contract: Contract, folder: string) => T): T {
  using folder = mkdtempDisposableSync(join(tmpdir(), "bundle-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  }
  return use(loadContract(join(folder.path, "main.yaml")), folder.path);
}

const main = (schema: string, { version = "3.1.0", more = "" } = {}) => `openapi: ${version}
info: {}
paths:
  /a:
    get:
      responses:
        "200":
          description: D.
          content: { application/json: { schema: ${schema} } }
${more}`;

/** The schema of the one answer in full, with its references followed, and where it was found: file, line and column. */
function answer(files: Record<string, string>) {
  return load(files, (contract, folder) => {
    const at = contract.operations.get("GET /a")?.responses[0]?.content.get("application/json") ?? "";
    const { value, pointer } = contract.resolve(at);
    const { file, line, column } = placeOf(contract.file, pointer);
    return { value, place: `${file.replace(`${folder}/`, "")}:${line}:${column}` };
  });
}

const common = `
components:
  schemas:
    A: { type: string, minLength: 3 }
    B: { $ref: "#/components/schemas/A" }
    C: { $ref: "../main.yaml#/components/schemas/Own" }
`;
const own = { more: "components: { schemas: { Own: { type: integer } } }" };

test.each<[what: string, files: Record<string, string>, value: unknown, place: string]>([
  [
    "a schema of another file",
    { "main.yaml": main("{ $ref: ./parts/common.yaml#/components/schemas/A }"), "parts/common.yaml": common },
    { type: "string", minLength: 3 },
    "parts/common.yaml:4:8",
  ],
  [
    "a reference inside of that file",
    { "main.yaml": main("{ $ref: parts/common.yaml#/components/schemas/B }"), "parts/common.yaml": common },
    { type: "string", minLength: 3 },
    "parts/common.yaml:4:8",
  ],
  [
    "a reference from there back",
    { "main.yaml": main("{ $ref: parts/common.yaml#/components/schemas/C }", own), "parts/common.yaml": common },
    { type: "integer" },
    "main.yaml:10:31",
  ],
  [
    "a file that is a schema, in JSON",
    { "main.yaml": main("{ $ref: thing.json }"), "thing.json": '{\n  "type": "object"\n}' },
    { type: "object" },
    "thing.json:1:1",
  ],
  [
    "a schema of OpenAPI 3.0 in a file of its own",
    { "main.yaml": main("{ $ref: t.yaml }", { version: "3.0.3" }), "t.yaml": "type: string\nnullable: true\n" },
    { type: ["string", "null"] },
    "t.yaml:1:1",
  ],
  [
    "a name with a space, escaped",
    { "main.yaml": main('{ $ref: "my%20parts.yaml#/a%20b" }'), "my parts.yaml": "a b: { type: 'null' }\n" },
    { type: "null" },
    "my parts.yaml:1:6",
  ],
  [
    "an anchor",
    { "main.yaml": main('{ $ref: "#thing" }', { more: "components: { schemas: { T: { $anchor: thing } } }" }) },
    { $anchor: "thing" },
    "main.yaml:10:29",
  ],
  [
    "an anchor of another file",
    { "main.yaml": main('{ $ref: "t.yaml#thing" }'), "t.yaml": "x: { $anchor: thing }\n" },
    { $anchor: "thing" },
    "t.yaml:1:4",
  ],
  [
    "an $id, wherever that address is",
    {
      "main.yaml": main("{ $ref: https://example.com/thing }", {
        more: "components: { schemas: { T: { $id: https://example.com/thing, type: boolean } } }",
      }),
    },
    { $id: "https://example.com/thing", type: "boolean" },
    "main.yaml:10:29",
  ],
  [
    "a reference that counts from an $id",
    {
      "main.yaml": main('{ $id: "https://example.com/x", $ref: "#/$defs/y", $defs: { y: { type: boolean } } }'),
    },
    { type: "boolean" },
    "main.yaml:9:113",
  ],
  [
    "a reference that counts from the top, under an $id all the same",
    { "main.yaml": main('{ $id: "https://example.com/x", $ref: "#/components/schemas/Own" }', own) },
    { type: "integer" },
    "main.yaml:10:31",
  ],
])("%s", (_what, files, value, place) => {
  expect(answer(files)).toEqual({ value, place });
});

test("a path item, and all that may be referred to, stands where it is written", () => {
  const files = {
    "main.yaml": `openapi: 3.0.3
info: {}
paths:
  /b/{id}: { $ref: "paths/b.yaml" }
  /c:
    $ref: "#/x-c"
    get: { operationId: own, responses: {} }
  /d: { get: { $ref: paths/d.yaml } }
x-c:
  parameters: [{ name: p, in: query }]
  get: { operationId: other, responses: {} }
  put: { operationId: put, responses: {} }
`,
    "paths/b.yaml": `parameters: [{ $ref: "../parameters.yaml#/Id" }]
post:
  operationId: postB
  requestBody: { $ref: ../bodies.yaml#/B }
  responses:
    "200": { $ref: "../answers.yaml#/Ok" }
`,
    "paths/d.yaml": "operationId: getD\nresponses: {}\n",
    "parameters.yaml": "Id: { name: id, in: path, required: true, schema: { type: string } }\n",
    "bodies.yaml": "B: { content: { text/plain: { schema: { type: string } } } }\n",
    "answers.yaml": "Ok: { description: D., headers: { X: { schema: { $ref: 'parameters.yaml#/Id/schema' } } } }\n",
  };
  load(files, (contract) => {
    expect([...contract.operations.keys()]).toEqual(["postB", "own", "put", "getD"]);
    const { requestContent, responses } = contract.operations.get("postB")!;
    const place = (pointer: string) => placeOf(contract.file, pointer).file.replace(/^.*\//, "");
    expect([...requestContent.values()].map((at) => place(at ?? ""))).toEqual(["bodies.yaml"]);
    expect(responses.map(({ pointer }) => place(pointer))).toEqual(["answers.yaml"]);
    const parameters = contract.resolve("/paths/~1b~1{id}/parameters/0");
    expect(parameters.value).toMatchObject({ name: "id" });
    expect(place(parameters.pointer)).toBe("parameters.yaml");
    expect(contract.resolve("/paths/~1c/parameters/0").value).toMatchObject({ name: "p" });
    expect(contract.resolve("/x-files/answers.yaml/Ok/headers/X/schema").value).toEqual({ type: "string" });
  });
});

test("files that refer to each other in a circle, and a mapping into another file", () => {
  const files = {
    "main.yaml": main("{ $ref: a.yaml#/A }"),
    "a.yaml":
      "A: { properties: { b: { $ref: b.yaml#/B } }, discriminator: { propertyName: k, mapping: { b: b.yaml#/B, c: none.yaml, d: D } } }\n",
    "b.yaml": "B: { properties: { a: { $ref: a.yaml#/A } } }\n",
  };
  load(files, ({ document }) => {
    expect(valueAt(document, "/x-files/b.yaml/B/properties/a/$ref")).toBe("#/x-files/a.yaml/A");
    const mapping = { b: "#/x-files/b.yaml/B", c: "none.yaml", d: "D" };
    expect(valueAt(document, "/x-files/a.yaml/A/discriminator/mapping")).toEqual(mapping);
  });
});

test.each<[what: string, other: string, message: RegExp]>([
  [
    "a reference that leads nowhere",
    "A: { $ref: '#/B' }\n",
    /other\.yaml:1:12: found \$ref .*\/B, expected a reference/,
  ],
  [
    "a reference to a file that is not there",
    "A: { $ref: no.yaml }\n",
    /other\.yaml:1:12: found \$ref no\.yaml, expected/,
  ],
  ["null", "A: null\n", /other\.yaml:1:4: found null at .*, expected type object or boolean/],
  ["no YAML", "A: [\n", /other\.yaml:\d+:\d+: found .*, expected valid YAML/],
])("what is wrong in another file is told where it is: %s", (_what, other, message) => {
  const files = { "main.yaml": main("{ $ref: other.yaml#/A }"), "other.yaml": other };
  expect(() => load(files, () => {})).toThrow(message);
});
