// Recordings as they are found: each member of the tree of a recording made odd in turn.

import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { ownMember, pointerSegments, pointerTo, valueAt } from "../../spec/json/json-pointer.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { harOf } from "../exchange/recording.ts";
import { exitCodeOf } from "../exit-code.ts";
import { judgeOf } from "../judge/judge.ts";
import { judgeHar } from "./judge-recording.ts";

const answer = `"200": { description: ok, content: { application/json: { schema: { type: object, required: [a] } } } }`;
const contract = contractOf(
  parseSource(
    "c.yaml",
    `openapi: 3.1.0
info: { title: T, version: "1" }
security: [{ bearer: [] }]
paths:
  /a:
    get: { operationId: read, responses: { ${answer} } }
    post:
      operationId: write
      requestBody: { content: { application/json: {}, application/x-www-form-urlencoded: {} } }
      responses: { ${answer} }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
`,
  ),
);
const masker = maskerOf(contract);
const judge = judgeOf(contract, loadLedger(), { masker, profile: defaultProfile(loadLedger()) });

const pairs = [{ name: "Content-Type", value: "application/json", comment: "" }];
const entry = (method: string, more: object) => ({
  pageref: "page_1",
  startedDateTime: "2026-01-02T03:04:05.678Z",
  time: 12.5,
  request: {
    method,
    url: "https://h/a?b=c",
    httpVersion: "HTTP/2",
    cookies: [{ name: "a", value: "b" }],
    headers: [{ name: ":method", value: method }, ...pairs],
    queryString: [{ name: "b", value: "c" }],
    headersSize: -1,
    bodySize: 0,
    ...more,
  },
  response: {
    status: 200,
    statusText: "OK",
    httpVersion: "HTTP/2",
    cookies: [],
    headers: pairs,
    content: { size: 9, compression: 0, mimeType: "application/json", text: '{"a":"x"}', encoding: "", comment: "" },
    redirectURL: "",
    headersSize: -1,
    bodySize: -1,
    _transferSize: 9,
  },
  cache: { beforeRequest: null },
  timings: { send: 0, wait: 12, receive: 0 },
  serverIPAddress: "127.0.0.1",
  connection: "1",
});
const postData = { mimeType: "application/json", text: '{"b":1}', params: [{ name: "b", value: "1", fileName: "f" }] };
const recording = {
  log: {
    version: "1.2",
    creator: { name: "recorder", version: "1" },
    browser: { name: "browser", version: "1" },
    pages: [
      { id: "page_1", title: "A page", startedDateTime: "2026-01-02T03:04:05.678Z", pageTimings: { onLoad: -1 } },
    ],
    comment: "",
    // The first is made odd, the second stays good.
    entries: [entry("POST", { postData }), entry("GET", {})],
  },
};

/** What may stand in the place of a value; `undefined` for its absence. */
const odd: readonly unknown[] = [undefined, null, -1, 0, 1.5, Infinity, true, "", "x", [], [null], {}, { a: null }];

function pointersIn(value: unknown, pointer = ""): string[] {
  if (typeof value !== "object" || value === null) return [pointer];
  return [pointer, ...Object.entries(value).flatMap(([name, child]) => pointersIn(child, pointerTo(pointer, name)))];
}

/** The text of the recording with another value at a pointer. */
function changed(pointer: string, value: unknown): string {
  const copy = JSON.parse(JSON.stringify(recording));
  const segments = pointerSegments(pointer);
  const name = segments.pop();
  if (name === undefined) return JSON.stringify(value) ?? "";
  const parent = segments.reduce<unknown>(ownMember, copy) as Record<string, unknown>;
  if (value === undefined && Array.isArray(parent)) parent.splice(Number(name), 1);
  else parent[name] = value;
  // JSON has no infinity, but a number that is read as one.
  return JSON.stringify(copy, (_, one) => (one === Infinity ? "1e400" : one)).replaceAll('"1e400"', "1e400");
}

function judged(text: string) {
  const events = [...judgeHar(harOf("a.har", Buffer.from(text)), { name: "a.har", contract, judge, masker })];
  const last = events.at(-1);
  const summary = last?.type === "run-finished" ? last.summary : expect.fail("no end");
  return { summary, steps: events.flatMap((event) => (event.type === "step-finished" ? [event.outcome] : [])) };
}

const untouched = pointersIn(recording).filter(
  (pointer) => !["", "/log", "/log/entries"].includes(pointer) && !pointer.startsWith("/log/entries/1"),
);

test("the recording is as good as can be", () => {
  const { summary, steps } = judged(JSON.stringify(recording));
  expect(steps.map(({ verdict, findings }) => [verdict, findings])).toEqual([
    ["pass", []],
    ["pass", []],
  ]);
  expect([exitCodeOf(summary), summary.notes?.length]).toEqual([0, 1]);
});

test.each(untouched)(
  "%s may be anything: the good entry is judged, and the other one is said what is wrong with",
  (pointer) => {
    for (const value of odd) {
      const { summary, steps } = judged(changed(pointer, value));
      const { verdict, calls } = steps.at(-1) ?? {};
      expect([verdict, calls, [0, 1, 3].includes(exitCodeOf(summary))], `${pointer} as ${value}`).toEqual([
        "pass",
        "read",
        true,
      ]);
      for (const { verdict, reason, findings } of steps) {
        expect(verdict === "pass" || reason !== undefined || findings.length > 0, `${pointer} as ${value}`).toBe(true);
      }
    }
  },
);

test("where nothing can be learnt from is judged as it is, and nowhere else", () => {
  // Members that say what the call was and how it was answered; all others change nothing.
  const telling =
    /^\/log\/entries\/0$|\/(request|response)$|\/(method|url|headers|status|content|text|encoding|size|postData|params)\b|\/_fromCache/;
  const differing = untouched.filter((pointer) =>
    odd.some((value) => {
      const { steps, summary } = judged(changed(pointer, value));
      return steps.length !== 2 || summary.workflows.pass !== 2 || summary.warnings > 0;
    }),
  );
  expect(differing.filter((pointer) => !telling.test(pointer))).toEqual([]);
  expect(differing.length).toBeGreaterThan(8);
});

test.each(["", "/log", "/log/entries"])("%s as anything else is no recording", (pointer) => {
  for (const value of odd) {
    const text = changed(pointer, value);
    // A list with something in it is one of entries, whatever they are.
    if (pointer === "/log/entries" && Array.isArray(value) && value.length > 0) {
      expect(exitCodeOf(judged(text).summary)).toBe(3);
    } else expect(() => judged(text), `${pointer} as ${value}`).toThrow(UsageError);
  }
  expect(valueAt(recording, pointer)).toBeDefined();
});
