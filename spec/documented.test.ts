import { expect, test } from "vitest";
import { contractOf } from "./contract.ts";
import { operationMatcher } from "./documented.ts";
import { parseSource } from "./source-file.ts";

const match = operationMatcher(
  contractOf(
    parseSource(
      "c.yaml",
      `openapi: 3.1.0
info: { title: T, version: "1" }
servers:
  - url: https://api.example.com/v1/
  - url: "https://{region}.example.com/{stage}"
    variables: { region: { default: eu }, stage: { default: test } }
  - url: /relative
paths:
  /things/{id}: { get: { operationId: readThing, responses: &r { "200": { description: ok } } } }
  /things/mine: { get: { operationId: readMine, responses: *r } }
  /things: { post: { operationId: addThing, responses: *r }, get: { operationId: listThings, responses: *r } }
  "/report.{format}": { get: { operationId: report, responses: *r } }
  "/a-b.c/{x}/d": { get: { operationId: odd, responses: *r } }
`,
    ),
  ),
);

test.each([
  ["POST", "http://h/things", "addThing"],
  ["get", "http://h/things?a=b#c", "listThings"],
  ["DELETE", "http://h/things", undefined],
  ["GET", "http://h/things/7", "readThing"],
  ["GET", "http://h/things/mine", "readMine"],
  ["GET", "http://h/things/a%2Fb", "readThing"],
  ["GET", "http://h/things/7/more", undefined],
  ["GET", "http://h/things/", undefined],
  ["GET", "http://h/v1/things", "listThings"],
  ["GET", "http://h/test/things", "listThings"],
  ["GET", "http://h/relative/things", "listThings"],
  ["GET", "http://h/v2/things", undefined],
  ["GET", "http://h/report.csv", "report"],
  ["GET", "http://h/reportXcsv", undefined],
  ["GET", "http://h/a-b.c/1/d", "odd"],
])("%s %s is %s", (method, url, id) => {
  expect(match(method, new URL(url).pathname)?.id).toBe(id);
});
