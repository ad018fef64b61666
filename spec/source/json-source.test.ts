import fc from "fast-check";
import { expect, test } from "vitest";
import { pointerTo } from "../json/json-pointer.ts";
import { parseSource } from "../source-file.ts";
import { parseJsonSource } from "./json-source.ts";
import { parseYaml } from "./yaml-source.ts";

function pointersIn(value: unknown, pointer = ""): string[] {
  if (typeof value !== "object" || value === null) return [pointer];
  return [pointer, ...Object.entries(value).flatMap(([key, child]) => pointersIn(child, pointerTo(pointer, key)))];
}

test("JSON is read as YAML reads it, to the last position", () => {
  const names = fc.stringMatching(/^[a-z/~" \\{}[\]:,]{0,6}$/);
  const { value: values } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      names,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(true, null),
      tie("list"),
      tie("map"),
    ),
    list: fc.array(tie("value"), { maxLength: 4 }),
    map: fc.dictionary(names, tie("value"), { maxKeys: 4 }),
  }));
  const holders = fc.oneof(fc.array(values), fc.dictionary(names, values));
  fc.assert(
    fc.property(holders, fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      const [json, yaml] = [parseJsonSource(text), parseYaml("x.json", text)];
      if (!json || "name" in json) throw new Error("it is JSON");
      expect(JSON.stringify(json.value, undefined, indent)).toBe(text);
      for (const pointer of [...pointersIn(value), "/none", "/0/none/deeper"]) {
        expect([pointer, json.locate(pointer)]).toEqual([pointer, yaml.locate(pointer)]);
      }
    }),
  );
});

test.each([
  [
    '{"a": 1,\n "b": {"c": 1, "\\u0063": 2}}',
    'x.json:2:16: found the member "c" a second time, expected each name once in an object',
  ],
  ['{"a": [1, 2}', /^x\.json:1:\d+: found .*, expected valid YAML$/],
])("what is wrong in JSON is told where it is: %s", (text, message) => {
  expect(() => parseSource("x.json", text)).toThrow(message);
});

test("what begins like JSON and is YAML is read as that", () => {
  expect(parseSource("x.yaml", "{ a: 1, b: [c] } # and a comment\n").value).toEqual({ a: 1, b: ["c"] });
});

test.each([[`${"[".repeat(1200)}${"]".repeat(1200)}`], [`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`]])(
  "values nested too deeply are refused",
  (text) => {
    const message = "x.json:1:1: found values nested more than 1000 deep, expected fewer levels";
    expect(() => parseSource("x.json", text)).toThrow(message);
  },
);

test("YAML nested too deeply is refused too", () => {
  const text = Array.from({ length: 3000 }, (_, level) => `${" ".repeat(level)}a:`).join("\n");
  expect(() => parseSource("x.yaml", text)).toThrow(
    /^x\.yaml:\d+:\d+: found values nested too deeply, expected fewer levels$/,
  );
});
