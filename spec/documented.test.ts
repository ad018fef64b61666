import { expect, test } from "vitest";
import type { Operation } from "./contract.ts";
import { pathValues } from "./documented.ts";

const operation = (path: string): Operation => ({
  ...{ id: "o", method: "get", path, pointer: "", tags: [] },
  ...{ requestContent: new Map(), responses: [] },
});

test.each<[template: string, path: string, values: Record<string, string> | undefined]>([
  ["/things/{id}", "/things/7", { id: "7" }],
  ["/things/{id}", "/base/v1/things/7", { id: "7" }],
  ["/things/{id}", "/things/", { id: "" }],
  ["/things/{id}", "/things", undefined],
  ["/things/{id}", "/others/7", undefined],
  // Values as they are written; what is fixed, without its percent-encoding.
  ["/things/{id}", "/%74hings/a%2Fb", { id: "a%2Fb" }],
  ["/a b/{id}", "/a%20b/7", { id: "7" }],
  ["/report.{format}/{from}-{to}", "/report.csv/1-9", { format: "csv", from: "1", to: "9" }],
  ["/report.{format}", "/report%2Ecsv", { format: "csv" }],
  ["/report.{format}", "/report%2Ea%26b", { format: "a%26b" }],
  ["/a+b/{x}", "/a+b/%zz", { x: "%zz" }],
  ["/", "/", {}],
  ["/{name}.{type}", "/a.b.c", { name: "a.b", type: "c" }],
  ["/x{a}-{b}-{c}y", "/x1-2-3y", { a: "1", b: "2", c: "3" }],
  ["/x{a}-{b}y", "/xy", undefined],
  ["/ab{a}ba", "/aba", undefined],
  ["/{a}-{b}-{c}-{d}.json", `/${"-".repeat(50_000)}`, undefined],
])("%s has of %s the values %j", (template, path, values) => {
  const found = pathValues(operation(template), path);
  expect(found && Object.fromEntries(found)).toEqual(values);
});
