import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { parsedJson } from "../schema/json-body.ts";
import { largestBodyBytes, maskedRequestBody, maskedResponseBody, type RawBody } from "./masked-body.ts";

const masker = maskerOf(loadContract());
const kept = (body: unknown) =>
  maskedRequestBody(rawBody(typeof body === "string" ? body : JSON.stringify(body)), masker);

test.each<[string, unknown, string]>([
  ["a string", { bcagentid: "A-1", lastname: "Doe" }, '{"bcagentid":"A-1","lastname":"***"}'],
  ["a number", { pincode: 751024 }, '{"pincode":"***"}'],
  ["an object and an array", { address: { line: "1 Road" }, area: ["X"] }, '{"address":"***","area":"***"}'],
  ["nested", { rows: [{ agent: { pancard: "x" } }] }, '{"rows":[{"agent":{"pancard":"***"}}]}'],
  ["in another case", { PanCard: "x", NEP_KEY: "y" }, '{"PanCard":"***","NEP_KEY":"***"}'],
  [
    "misspelt",
    { "mobile_no ": 5209295531, pan: "x", first_name: "Asha" },
    '{"mobile_no ":"***","pan":"***","first_name":"***"}',
  ],
  ["under a name that tells nothing", { nep_id: "of ABCZE1234F" }, '{"nep_id":"of ***"}'],
  ["escaped", '{"nep_id":"\\u0041BCZE1234F"}', '{"nep_id":"***"}'],
  ["as JSON inside of a string", { payload: '{"lastname":"Doe"}' }, '{"payload":"***"}'],
  ["under __proto__", '{"__proto__":{"lastname":"Doe"}}', '{"__proto__":{"lastname":"***"}}'],
  ["null and empty, which tell nothing", { shopcity: null, area: "" }, '{"shopcity":null,"area":""}'],
  ["twice", '{"lastname":"Doe","lastname":"Roe"}', '{"lastname":"***","lastname":"***"}'],
])("a sensitive value: %s", (_name, body, text) => {
  expect(kept(body)).toBe(text);
});

test.each([
  ["numbers", '{"refid":9007199254740993,"a":1.10,"b":1E400,"c":-0}'],
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
  expect(masker.json(deep)).toBe(deep.replace("Doe", "***"));
  expect(kept(deep)).toMatch(/^(\{"a":\[)+.*\(cut: the first 2048 of 80018 bytes\)$/);
});

test("a long body is cut after it was masked, where a character begins", () => {
  expect(largestBodyBytes).toBe(2048);
  // {"refid":" is ten bytes long; the euro sign begins at byte 2046 and would need three.
  const split = kept({ refid: `${"a".repeat(2036)}€${"b".repeat(99)}` });
  expect(split).toBe(`{"refid":"${"a".repeat(2036)}... (cut: the first 2046 of 2150 bytes)`);
  const whole = JSON.stringify({ refid: "a".repeat(2036) });
  expect(kept(whole)).toBe(whole);
  expect(kept({ lastname: "Doe".repeat(9000), refid: "a" })).toBe('{"lastname":"***","refid":"a"}');
  expect(kept({ refid: "a".repeat(2032), lastname: "Doe" })).not.toContain("Doe");
});

test("a message of ours may quote a member's name; a token in an answer is masked", () => {
  const message = 'Body is not JSON: trailing comma after "nep_id" at line 8, column 1; remove the comma';
  const failed = JSON.stringify({ status: "Failed", message });
  expect(maskedResponseBody(failed, masker)).toBe(failed);
  expect(maskedResponseBody('{"data":{"token":"abc","expires_in":600}}', masker)).toBe(
    '{"data":{"token":"***","expires_in":600}}',
  );
  expect(maskedResponseBody('{"data":{"tok', masker)).toBe("(13 bytes that are not JSON)");
});

function rawBody(text: string): RawBody {
  return { bytes: Buffer.byteLength(text), json: parsedJson(Buffer.from(text)) };
}
