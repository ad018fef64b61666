import { expect, test } from "vitest";
import { MarkSet } from "./mark-set.ts";
import { markOf } from "./store.ts";

const texts = Array.from({ length: 50_000 }, (_, index) => `text-${index}`);

test("holds what was added and nothing else, through every growth", () => {
  const set = new MarkSet();
  for (const [index, text] of texts.entries()) {
    if (index % 2 === 0) set.add(text);
    set.add(texts[0]!);
  }
  expect(set.size).toBe(25_000);
  expect(texts.filter((text, index) => set.has(text) !== (index % 2 === 0))).toEqual([]);
});

test("comes back from a dump, which is the same for the same marks in any order", () => {
  const [set, other, back] = [new MarkSet(), new MarkSet(), new MarkSet()];
  for (const text of texts.slice(0, 1000)) set.add(text);
  for (const text of texts.slice(0, 1000).reverse()) other.add(text);
  expect(other.dump()).toEqual(set.dump());
  back.load(set.dump());
  expect(back.dump()).toEqual(set.dump());
  expect(texts.filter((text, index) => back.has(text) !== index < 1000)).toEqual([]);
  back.clear();
  expect([back.size, back.has("text-0"), back.dump()]).toEqual([0, false, []]);
});

test("marks of other parts are others, half a surrogate pair included", () => {
  const set = new MarkSet();
  const marks = [markOf("a", "b c"), markOf("a b", "c"), markOf("a", "b", "c"), markOf("\ud800"), markOf("\ud801")];
  for (const mark of marks) set.add(mark);
  expect(set.size).toBe(marks.length);
});
