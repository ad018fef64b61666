import { expect, test } from "vitest";
import { parseExpression } from "./expression.ts";
import type { Scope } from "./scope.ts";
import { parseTemplate, render } from "./template.ts";

const scope: Scope = {
  inputs: { id: 5, name: "Ann", none: null, list: [1, "a"], when: "{$inputs.id}" },
  outputs: {},
  steps: new Map(),
  workflows: new Map(),
  sources: new Map(),
  parameters: new Map(),
  self: undefined,
  answered: undefined,
};

const read = { expression: parseExpression, number: (value: number) => value, selector: () => undefined };
const templateOf = (value: unknown) => parseTemplate(value, "", read);

test.each<[value: unknown, rendered: unknown]>([
  [7, 7],
  [null, null],
  ["plain", "plain"],
  ["$5", "$5"],
  ["{id} {$5} {", "{id} {$5} {"],
  ["$inputs.id", 5],
  ["$inputs.none", null],
  ["$inputs.list", [1, "a"]],
  ["{$inputs.id}", "5"],
  ["a{$inputs.name}-{$inputs.id}z", "aAnn-5z"],
  ["{$inputs.none}/{$inputs.list}", 'null/[1,"a"]'],
  ["{{$inputs.id}}", "{5}"],
  // What a value holds is not looked at again.
  ["{$inputs.when}", "{$inputs.id}"],
  [
    { a: ["$inputs.id", { b: "x{$inputs.id}" }], c: true },
    { a: [5, { b: "x5" }], c: true },
  ],
])("%j is %j", (value, rendered) => {
  expect(render(templateOf(value), scope)).toEqual(rendered);
});

test("a value that does not exist is not written as undefined", () => {
  expect(() => render(templateOf(["$inputs.gone"]), scope)).toThrow("$inputs.gone has no value");
  expect(() => render(templateOf("x{$inputs.gone}"), scope)).toThrow("$inputs.gone has no value");
});

test("an embedded expression needs its closing brace", () => {
  expect(() => templateOf("a{$inputs.id")).toThrow(
    'found "a{$inputs.id", at character 13 its end, expected } after the embedded expression',
  );
});
