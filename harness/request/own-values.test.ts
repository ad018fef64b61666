import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { openMaskerOf } from "../../spec/mask.ts";
import { parseSource } from "../../spec/source-file.ts";
import { scrubberOf } from "../exchange/masked-exchange.ts";
import { head, scenarioOf } from "../test-load.ts";
import { OwnValues } from "./own-values.ts";
import { inputsOf } from "./workflow-inputs.ts";

const payload = (text: string) => `${head}workflows:
  - workflowId: w
    inputs: { type: object, properties: { lastname: { type: string }, pincode: { type: integer }, mode: { type: string, default: Preset } } }
    steps:
      - stepId: s
        operationId: registerAgent
        requestBody: { contentType: text/plain, payload: ${text} }
        successCriteria: [{ condition: $statusCode == 200 }]
`;
const scenario = (text = "x") => scenarioOf(parseSource("scenarios/own.arazzo.yaml", payload(text)));

test("what is generated is own; what is given, and a default, is not", () => {
  const at = scenario();
  const workflow = at.workflows.get("w") ?? expect.fail("no such workflow");
  const target = { name: "t", servers: { vendors: "http://127.0.0.1" } };
  const own = new OwnValues([at], [{ lastname: "Kulkarnee" }]);
  const given = { lastname: "Kulkarnee" };
  const inputs = inputsOf({ scenario: at, workflow }, { name: "w" }, { target, seed: 1, given, own });
  expect(inputs).toMatchObject({ lastname: "Kulkarnee", mode: "Preset" });
  expect([...own]).toEqual([String(inputs.pincode)]);
});

test("what was given is never own, at any depth and of any type, though the run made up the same", () => {
  const given = { name: "Asha", more: { pins: [752107, "752108"], big: JSON.parse("752109.5") } };
  const own = new OwnValues([], [given]);
  for (const value of ["Asha", "752107", 752108, { deep: [752109.5, "Asha", "Ashalata", 1] }, true, null, ""])
    own.add(value);
  expect([...own]).toEqual(["Ashalata", "1"]);
  expect(own.has("Asha")).toBe(false);
});

test("of what a scenario says only that is own which can be nobody's by its form", () => {
  const text = `'ABCZE1234F, ABCPE1234F, abczd1234f, XABCZE1234F, 5209295531, 9209295531, 52092955312, "mobile": 5209295532}, Asha'`;
  expect([...new OwnValues([scenario(text)], [])]).toEqual(["ABCZE1234F", "abczd1234f", "5209295531", "5209295532"]);
  expect([...new OwnValues([scenario("ABCZE1234F")], [{ pan: "ABCZE1234F" }])]).toEqual([]);
});

test("a masker shows own values wherever they stand, and nothing beside them", () => {
  const own = new OwnValues([], [{ lastname: "Kulkarnee" }]);
  for (const value of ["ABCZE1234F", "Ashalata", 751024, "5209295531", "made-secret", "Kulkarnee"]) own.add(value);
  const masker = openMaskerOf(own, loadContract());
  const body =
    '{"pancard":"ABCZE1234F","bcagentname":"Ashalata","lastname":"Kulkarnee","pincode":751024,"shoppincode":751025,"token":{"a":"Ashalata"},"note":"ABCZE1234F and BCDPE1234F"}';
  const url = "http://h/people/5209295531?pan=ABCZE1234F&q=BCDPE1234F";
  const headers: [string, string][] = [
    ["client_secret", "made-secret"],
    ["Authorization", "Bearer made-secret"],
    ["Cookie", "a=b"],
  ];
  const exchange = {
    request: { method: "POST", url, headers, body },
    response: { status: 200, headers: [], body: Buffer.alloc(0) },
    durationMs: 1,
  };
  const scrubber = scrubberOf([exchange], masker);
  expect(masker.document(body, scrubber.values)).toBe(
    '{"pancard":"ABCZE1234F","bcagentname":"Ashalata","lastname":"***","pincode":751024,"shoppincode":"***","token":"***","note":"ABCZE1234F and ***"}',
  );
  expect(masker.url("http://h/people?pan=ABCZE1234F&q=BCDPE1234F")).toBe("http://h/people?pan=ABCZE1234F&q=***");
  expect(headers.map(([name, value]) => masker.header(name, value))).toEqual([
    "made-secret",
    "Bearer made-secret",
    "***",
  ]);
  expect(masker.under(["pancard"], '"ABCZE1234F"')).toBe('"ABCZE1234F"');
  expect(masker.under(["pancard"], '"BCDZE1234F"')).toBe('"***"');
  expect(scrubber.scrub("Ashalata Kulkarnee has ABCZE1234F, not BCDPE1234F")).toBe(
    "Ashalata *** has ABCZE1234F, not ***",
  );
});
