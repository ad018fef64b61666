import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadContract } from "./contract.ts";
import { pointerTo } from "./json/json-pointer.ts";
import { isObject } from "./json/json-value.ts";
import { ledgerOf, ledgerPath, loadLedger, type Rule, sourceText, supportOf } from "./ledger.ts";
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
    const quotes = rule.sources.filter(({ supports, quote }) => supports === "default" && quote !== undefined);
    if (rule.grade === "documented") expect(quotes, rule.id).not.toEqual([]);
  }
});

test("every page of the list has a rule that rests on it", () => {
  const pages = [...text.matchAll(/^ {2}- id: ([a-z-]+)$/gm)].map(([, id]) => id);
  const used = new Set([...ledger.values()].flatMap(({ sources }) => sources.map(({ page }) => page.id)));
  expect(pages.filter((id) => !used.has(id as string))).toEqual([]);
  expect(pages.length).toBe(used.size);
});

test("the support of a rule goes by its readings, and a source without one speaks for none", () => {
  const support = supportOf(ledger.get("BOS-AUTH") as Rule).map(({ reading, sources }) => [reading, sources.length]);
  expect(support).toEqual([
    ["required", 1],
    ["optional", 4],
  ]);
  const silent = ledger.get("BOS-TOKEN-BOUNDARY") as Rule;
  expect(supportOf(silent).flatMap(({ sources }) => sources)).toEqual([]);
  expect(silent.sources.map(sourceText)).toEqual(["Pan Status Check (BOS Center), Introduction"]);
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
      text.replace(', quote: "refid string required", supports: default', ""),
      /^x\.yaml:\d+:7: found .* at \/rules\/\d+\/sources, expected /,
    ],
    [
      "a quote of more than a dozen words",
      text.replace("refid string required", "one two three four five six seven eight nine ten eleven twelve thirteen"),
      /^x\.yaml:\d+:\d+: found "one two .*thirteen" at \/rules\/\d+\/sources\/0\/quote, expected text matching /,
    ],
    [
      "a reading named twice",
      text.replace("name: inclusive,", "name: exclusive,"),
      /^x\.yaml:\d+:\d+: found a reading of BOS-TOKEN-BOUNDARY named twice, expected each name once$/,
    ],
    [
      "a source on a page that is not listed",
      text.replace("page: bos-generate-url", "page: bos-generate-uri"),
      /^x\.yaml:\d+:\d+: found a source on page bos-generate-uri, expected one of bos-pan-status-check, .*; did you mean bos-generate-url\?$/,
    ],
    [
      "a source for a reading that the rule does not have",
      text.replace("supports: optional", "supports: optimal"),
      /^x\.yaml:\d+:\d+: found a source for the reading optimal, expected one of default, optional; did you mean optional\?$/,
    ],
    [
      "a page listed twice",
      text.replace("- id: bos-generate-url", "- id: bos-pan-status-check"),
      /^x\.yaml:\d+:9: found a second page bos-pan-status-check, expected each id once$/,
    ],
    [
      "a page without the day it was read",
      text.replace("    read: 2026-11-25\n", ""),
      /^x\.yaml:\d+:5: found absent at \/pages\/0\/read, expected the member to be present$/,
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
