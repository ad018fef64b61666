import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadContract } from "./contract.ts";
import { pointerTo } from "./json-pointer.ts";
import { isObject } from "./json-value.ts";
import { ledgerOf, ledgerPath, loadLedger } from "./ledger.ts";
import { parseSource } from "./source-file.ts";

const ledger = loadLedger();
const contract = loadContract();
const text = readFileSync(ledgerPath, "utf8");

/** Every `x-rule` of the contract, with the pointer of the object that carries it. */
function ruleMarks(value: unknown = contract.document, pointer = ""): { pointer: string; rules: string[] }[] {
  if (typeof value !== "object" || value === null) return [];
  const own =
    isObject(value) && value["x-rule"] !== undefined ? [{ pointer, rules: [value["x-rule"]].flat() as string[] }] : [];
  return [...own, ...Object.entries(value).flatMap(([key, child]) => ruleMarks(child, pointerTo(pointer, key)))];
}

test("every x-rule of the contract is in the ledger", () => {
  for (const { pointer, rules } of ruleMarks()) {
    for (const rule of rules) expect(ledger.has(rule as never), `${rule} at ${pointer}`).toBe(true);
  }
});

test("every rule is pointed at from the contract or from an answer of the mock", () => {
  const answers = readFileSync(new URL("../mock-server/vendors/answer.ts", import.meta.url), "utf8");
  const named = new Set(ruleMarks().flatMap(({ rules }) => rules));
  for (const [, id] of answers.matchAll(/"((?:BOS|ISU)-[A-Z0-9-]+)"/g)) named.add(id as string);
  expect([...ledger.keys()].filter((id) => !named.has(id))).toEqual([]);
});

test("every field, response, operation and security scheme of the contract carries a rule", () => {
  const marked = new Set(ruleMarks().map(({ pointer }) => pointer));
  const bare: string[] = [];
  const need = (pointer: string) => {
    const { value, pointer: at } = contract.resolve(pointer);
    if (!marked.has(at)) bare.push(at);
    const properties = isObject(value) ? value.properties : undefined;
    if (isObject(properties)) for (const name of Object.keys(properties)) need(pointerTo(`${at}/properties`, name));
  };
  for (const operation of contract.operations.values()) {
    need(operation.pointer);
    for (const response of operation.responses) need(response.pointer);
  }
  const { schemas, securitySchemes } = contract.document.components as Record<string, object>;
  for (const name of Object.keys(schemas ?? {})) need(`/components/schemas/${name}`);
  for (const name of Object.keys(securitySchemes ?? {})) need(`/components/securitySchemes/${name}`);
  expect(bare).toEqual([]);
  expect(marked.size).toBeGreaterThan(60);
});

test("grades are of the five, and a documented rule quotes its page", () => {
  for (const rule of ledger.values()) {
    expect(["documented", "inferred", "assumed", "observed", "contradicted"]).toContain(rule.grade);
    if (rule.grade === "documented") expect(rule.source.quote, rule.id).toBeTruthy();
  }
});

describe("a ledger that cannot be used says where and why", () => {
  test.each([
    [
      "an unknown grade",
      text.replace("grade: inferred", "grade: guessed"),
      /^x\.yaml:\d+:12: found "guessed" at \/rules\/\d+\/grade, expected one of "documented", "inferred", "assumed", "observed", "contradicted"$/,
    ],
    [
      "an id given twice",
      text.replace("id: BOS-AUTH\n", "id: BOS-OPERATION\n"),
      /^x\.yaml:\d+:9: found a second rule BOS-OPERATION, expected each id once$/,
    ],
    [
      "a documented rule without a quote",
      text.replace(', quote: "refid string required"', ""),
      /^x\.yaml:\d+:13: found absent at \/rules\/\d+\/source\/quote, expected the member to be present$/,
    ],
    [
      "a quote of more than a dozen words",
      text.replace("refid string required", "one two three four five six seven eight nine ten eleven twelve thirteen"),
      /^x\.yaml:\d+:\d+: found "one two .*thirteen" at \/rules\/\d+\/source\/quote, expected text matching /,
    ],
    [
      "a reading named twice",
      text.replace("name: inclusive,", "name: exclusive,"),
      /^x\.yaml:\d+:\d+: found a reading of BOS-TOKEN-BOUNDARY named twice, expected each name once$/,
    ],
    ["no YAML", "rules: [", /^x\.yaml:1:\d+: found .*, expected valid YAML$/],
    ["nothing", "", /^x\.yaml:1:1: found an empty file, expected a YAML document$/],
    ["a list", "- 1", /^x\.yaml:1:1: found array \[1\] at the document, expected type object$/],
  ])("%s", (_name, source, message) => {
    expect(source).not.toBe(text);
    expect(() => ledgerOf(parseSource("x.yaml", source))).toThrow(message);
  });

  test("no such file", () => {
    const message = "/nowhere/rules.yaml:1:1: found no such file, expected a readable YAML file";
    expect(() => loadLedger("/nowhere/rules.yaml")).toThrow(message);
  });
});
