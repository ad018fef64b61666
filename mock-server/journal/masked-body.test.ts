import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { journalMaskerOf } from "../../spec/mask.ts";
import { KnownValues } from "../../spec/scrub.ts";
import { parsedJson } from "../schema/json-body.ts";
import { largestBodyBytes, maskedRequestBody, maskedResponseBody, type RawBody } from "./masked-body.ts";

const masker = { masker: journalMaskerOf(loadContract()), by: new KnownValues(["alpha-secret"]) };
const kept = (body: unknown) =>
  maskedRequestBody(rawBody(typeof body === "string" ? body : JSON.stringify(body)), masker);

test.each<[string, unknown, string]>([
  ["a string", { bcagentid: "A-1", lastname: "Doe" }, '{"bcagentid":"A-1","lastname":"*** (string of 3)"}'],
  ["a number", { pincode: 751024 }, '{"pincode":"*** (integer of 6)"}'],
  [
    "an object and an array",
    { address: { line: "1 Road" }, area: ["X"] },
    '{"address":"*** (object of 1)","area":"*** (array of 1)"}',
  ],
  ["nested", { rows: [{ agent: { pancard: "x" } }] }, '{"rows":[{"agent":{"pancard":"*** (string of 1)"}}]}'],
  ["in another case", { PanCard: "x", NEP_KEY: "y" }, '{"PanCard":"*** (string of 1)","NEP_KEY":"*** (string of 1)"}'],
  [
    "misspelt",
    { "mobile_no ": 5209295531, pan: "x", first_name: "Asha" },
    '{"mobile_no ":"*** (integer of 10)","pan":"*** (string of 1)","first_name":"*** (string of 4)"}',
  ],
  ["under a name that tells nothing", { nep_id: "of ABCZE1234F" }, '{"nep_id":"of ***"}'],
  ["escaped", '{"nep_id":"\\u0041BCZE1234F"}', '{"nep_id":"*** (string of 10)"}'],
  ["as JSON inside of a string", { payload: '{"lastname":"Doe"}' }, '{"payload":"*** (string of 18)"}'],
  ["under __proto__", '{"__proto__":{"lastname":"Doe"}}', '{"__proto__":{"lastname":"*** (string of 3)"}}'],
  ["null and empty, which tell nothing", { shopcity: null, area: "" }, '{"shopcity":null,"area":""}'],
  ["twice", '{"lastname":"Doe","lastname":"Roe"}', '{"lastname":"*** (string of 3)","lastname":"*** (string of 3)"}'],
  [
    "a number under a name that tells nothing",
    { a: [98765432101], b: "98765 43210", c: 9.87654321e9 },
    '{"a":["*** (integer of 11)"],"b":"*** (string of 11)","c":"*** (integer of 10)"}',
  ],
  [
    "a known secret",
    { refid: "x-alpha-secret", "x alpha-secret": "a" },
    '{"refid":"x-***","x ***":"*** (string of 1)"}',
  ],
])("a sensitive value: %s", (_name, body, text) => {
  expect(kept(body)).toBe(text);
});

test.each([
  ["numbers", '{"refid":900719925,"a":1.10,"b":1E400,"c":-0}'],
  ["a member that is given twice", '{"refid":"a","refid":"b"}'],
  ["spaces and escapes", '{ "refid" : "\\u0041\\/" ,\r\n\t"n" : [ 1.0 ] }'],
])("what is open is kept as it came: %s", (_name, body) => {
  expect(kept(body)).toBe(body);
  expect(maskedResponseBody(body, masker)).toBe(body);
});

test.each([
  ["", ""],
  ['{"lastname":"Doe",}', "(19 bytes that are not JSON)"],
  ["lastname=Doe", "(12 bytes that are not JSON)"],
  ['"5209295531"', "(12 bytes of JSON that is not an object)"],
  ['["Doe"]', "(7 bytes of JSON that is not an object)"],
  ["751024", "(6 bytes of JSON that is not an object)"],
])("tells its size only: %#", (body, text) => {
  expect(kept(body)).toBe(text);
});

test("depth is no limit to masking", () => {
  const deep = `${'{"a":['.repeat(10_000)}{"lastname":"Doe"}${"]}".repeat(10_000)}`;
  expect(masker.masker.json(deep, masker.by)).toBe(deep.replace("Doe", "*** (string of 3)"));
  expect(kept(deep)).toMatch(/^(\{"a":\[)+.*\(cut: the first 2048 of 80032 bytes\)$/);
});

test("a long body is cut after it was masked, where a character begins", () => {
  expect(largestBodyBytes).toBe(2048);
  // {"refid":" is ten bytes long; the euro sign begins at byte 2046 and would need three.
  const split = kept({ refid: `${"a".repeat(2036)}€${"b".repeat(99)}` });
  expect(split).toBe(`{"refid":"${"a".repeat(2036)}... (cut: the first 2046 of 2150 bytes)`);
  const whole = JSON.stringify({ refid: "a".repeat(2036) });
  expect(kept(whole)).toBe(whole);
  expect(kept({ lastname: "Doe".repeat(9000), refid: "a" })).toBe('{"lastname":"*** (string of 27000)","refid":"a"}');
  expect(kept({ refid: "a".repeat(2032), lastname: "Doe" })).not.toContain("Doe");
});

test("a message of ours may quote a member's name; a token in an answer is masked", () => {
  const message = 'Body is not JSON: trailing comma after "nep_id" at line 8, column 1; remove the comma';
  const failed = JSON.stringify({ status: "Failed", message });
  expect(maskedResponseBody(failed, masker)).toBe(failed);
  expect(maskedResponseBody('{"data":{"token":"abc","expires_in":600}}', masker)).toBe(
    '{"data":{"token":"*** (string of 3)","expires_in":600}}',
  );
  expect(maskedResponseBody('{"data":{"tok', masker)).toBe("(13 bytes that are not JSON)");
});

function rawBody(text: string): RawBody {
  return { bytes: Buffer.byteLength(text), json: parsedJson(Buffer.from(text)) };
}
