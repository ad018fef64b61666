import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { maskedExchange } from "../exchange/masked-exchange.ts";
import { curlOf, quoted } from "./curl.ts";
import { agentExchange, masker, panExchange } from "./test-run.ts";

const curl = (exchange = panExchange({})) => curlOf(maskedExchange(exchange, masker).request);

test("the request with its masks, without the headers that curl makes itself", () => {
  expect(curl()).toBe(
    "curl -sS -X POST http://127.0.0.1:4010/api/BOS/Status -H 'content-type: application/json' " +
      "-H 'Authorization: Bearer ***' --data-raw '{\"refid\":\"it'\\''s-1\"}'",
  );
});

test.each([
  ["no body", { method: "GET", body: "", headers: [] }, "curl -sS -X GET http://h/"],
  ["HEAD", { method: "HEAD", body: "", headers: [] }, "curl -sS -I http://h/"],
  [
    "an empty header",
    { method: "GET", body: "", headers: [["X-Empty", ""]] },
    "curl -sS -X GET http://h/ -H 'X-Empty;'",
  ],
  [
    "a body on several lines",
    { method: "POST", body: '{\n  "d": 1.10,\n  "k": 1, "k": 2\n}', headers: [] },
    `curl -sS -X POST http://h/ --data-raw '{ "d": 1.10, "k": 1, "k": 2 }'`,
  ],
  [
    "a body that is not shown",
    { method: "POST", body: '{"a":1,}', headers: [] },
    "curl -sS -X POST http://h/ --data-binary @BODY # BODY: (8 bytes that are not JSON)",
  ],
] as [string, { method: string; body: string; headers: [string, string][] }, string][])(
  "%s",
  (_name, request, line) => {
    const exchange = panExchange({});
    expect(curl({ ...exchange, request: { url: "http://h/", ...request } })).toBe(line);
  },
);

test.each(["plain", "it's", "a b", '$HOME `id` \\ "', "*", "ünï", ""])("a shell reads %j back", (text) => {
  expect(execFileSync("sh", ["-c", `printf %s ${quoted(text)}`], { encoding: "utf8" })).toBe(text);
});

test("a line with personal data masked", () => {
  expect(curl(agentExchange())).toContain('"pancard":"***"');
});
