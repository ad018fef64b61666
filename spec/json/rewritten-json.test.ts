import { expect, test } from "vitest";
import { type JsonPart, rewrittenJson } from "./rewritten-json.ts";

const text = '\n{ "a" : [ 1.10, {"b":null} ],"a":"\\u0041", "__proto__":{"c":true} }\t';

test("each part of a text with its names and as it is written, and a text that nothing is changed in stays", () => {
  const parts: string[] = [];
  const look = ({ is, names, value, source }: JsonPart) => {
    parts.push(`${is} ${names.join(".")} ${JSON.stringify(value)} ${source}`);
    return undefined;
  };
  expect(rewrittenJson(text, look)).toBe(text);
  expect(parts.slice(1)).toEqual([
    'name  "a" "a"',
    'member a undefined [ 1.10, {"b":null} ]',
    "item a 1.1 1.10",
    'item a undefined {"b":null}',
    'name a "b" "b"',
    "member a.b null null",
    'name  "a" "a"',
    'member a "A" "\\u0041"',
    'name  "__proto__" "__proto__"',
    'member __proto__ undefined {"c":true}',
    'name __proto__ "c" "c"',
    "member __proto__.c true true",
  ]);
});

test.each<[string, (part: JsonPart) => boolean, string]>([
  ["a name", ({ is, value }) => is === "name" && value === "b", text.replace('"b"', "X")],
  ["a scalar", ({ value }) => value === 1.1, text.replace("1.10", "X")],
  [
    "a whole array",
    ({ is, names, value }) => is === "member" && value === undefined && names[0] === "a",
    text.replace(/\[.*?\]/, "X"),
  ],
  [
    "members of one name",
    ({ is, names }) => is === "member" && names[0] === "a",
    '\n{ "a" : X,"a":X, "__proto__":{"c":true} }\t',
  ],
  ["the whole", ({ is, names }) => is === "item" && names.length === 0, "\nX\t"],
])("%s is written otherwise, and all else is as it was", (_name, isMeant, written) => {
  expect(rewrittenJson(text, (part) => (isMeant(part) ? "X" : undefined))).toBe(written);
});

test("a text of any depth", () => {
  const deep = `${'{"a":['.repeat(50_000)}1${"]}".repeat(50_000)}`;
  expect(rewrittenJson(deep, ({ value }) => (value === 1 ? "2" : undefined))).toBe(deep.replace("1", "2"));
});
