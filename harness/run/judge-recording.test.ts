import { describe, expect, test } from "vitest";
import { type Contract, contractOf } from "../../spec/contract.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import type { StepOutcome } from "../event.ts";
import { harOf } from "../exchange/recording.ts";
import { exitCodeOf } from "../exit-code.ts";
import { judgeOf } from "../judge/judge.ts";
import { judgeHar } from "./judge-recording.ts";

const contract = contractOf(
  parseSource(
    "c.yaml",
    `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /things/{id}:
    post:
      operationId: changeThing
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      requestBody:
        content:
          application/json:
            schema: { type: object, properties: { owner: { type: string, minLength: 6, x-sensitive: personal } } }
      responses:
        "200":
          description: Changed.
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties: { id: { type: string }, owner: { type: string, minLength: 6, x-sensitive: personal } }
`,
  ),
);
const masker = maskerOf(contract);
const judge = judgeOf(contract, loadLedger(), { masker, profile: defaultProfile(loadLedger()) });

interface Traffic {
  method?: string;
  url?: string;
  sent?: string | undefined;
  status?: number;
  answer?: string | undefined;
  /** What a recording of ours says of its step. */
  step?: unknown;
}

const entriesIn = (...entries: unknown[]) => harOf("a.har", Buffer.from(JSON.stringify({ log: { entries } })));

function entryOf({ method = "POST", url = "http://h/things/7", sent = "{}", status = 200, answer, step }: Traffic) {
  const headers = [{ name: "content-type", value: "application/json" }];
  const content = answer === undefined ? { size: step ? -1 : 0 } : { size: answer.length, text: answer };
  return {
    time: 5,
    request: { method, url, headers, postData: { text: sent } },
    response: { status, headers, content },
    ...(step === undefined ? {} : { _step: step }),
  };
}

const judged = (...traffic: Traffic[]) => judgedAs(contract, ...traffic.map(entryOf));

function judgedAs(by: Contract, ...entries: unknown[]) {
  const options = { masker, profile: defaultProfile(loadLedger()) };
  const judging = by === contract ? judge : judgeOf(by, loadLedger(), options);
  const events = [...judgeHar(entriesIn(...entries), { name: "a.har", contract: by, judge: judging, masker })];
  const last = events.at(-1);
  const summary = last?.type === "run-finished" ? last.summary : expect.fail("no end");
  const steps = events.flatMap((event) => (event.type === "step-finished" ? [event.outcome] : []));
  return { events, steps, summary, first: steps[0] ?? expect.fail("no step") };
}

/** An answer that keeps the contract, with objects in each other. */
const deep = (levels: number) =>
  `{"id":"7","owner":"somebody","more":${'{"m":'.repeat(levels - 1)}1${"}".repeat(levels)}`;
const told = ({ verdict, findings }: StepOutcome) => [verdict, ...findings.map((finding) => finding.where)];
const good = { answer: '{"id":"7"}' };

test("the events of a run, with a workflow for each entry", () => {
  const { events, summary } = judged(good, { answer: "{}" });
  expect(events.map(({ type }) => type)).toEqual([
    "run-started",
    ...["workflow-started", "step-finished", "workflow-finished"],
    ...["workflow-started", "step-finished", "workflow-finished"],
    "run-finished",
  ]);
  expect(events[0]).toMatchObject({ target: "a.har", seed: undefined, scenarios: ["a.har"], workflows: 2 });
  expect(events[6]).toMatchObject({ outcome: { workflowId: "entry 2 changeThing", durationMs: 5 } });
  expect(summary).toMatchObject({ verdict: "drift", findings: 1, durationMs: 10, workflows: { pass: 1, drift: 1 } });
  expect(exitCodeOf(summary)).toBe(1);
});

test.each([
  ["an answer that keeps the contract", good, ["pass"]],
  ["a member that is missing", { answer: "{}" }, ["drift", "/id"]],
  ["an undocumented status", { ...good, status: 404 }, ["drift", "status"]],
  ["an undocumented 5xx", { answer: "{}", status: 502 }, ["unavailable"]],
  ["no answer", { status: 0 }, ["unavailable"]],
  ["nested deeper than is read, which is a limit of ours", { answer: deep(201) }, ["inconclusive"]],
  ["nested as deeply as is read", { answer: deep(200) }, ["drift", "/more"]],
  ["no JSON, however deep", { answer: deep(201).slice(1) }, ["drift", ""]],
  [
    "a caller that breaks the contract: told, no drift",
    { ...good, sent: '{"owner":"abc"}' },
    ["pass", "request /owner"],
  ],
  ["what was masked when it was recorded", { sent: '{"owner":"***"}', answer: '{"id":"7","owner":"***"}' }, ["pass"]],
] as [string, Traffic, string[]][])("%s", (_name, traffic, verdict) => {
  expect(told(judged(traffic).first)).toEqual(verdict);
});

/** An answer whose body, or some of it, is not in the recording, and what the run that was recorded found. */
const unseen = (findings: object[], more: Traffic = {}): Traffic => ({
  sent: '{"owner":"***"}',
  answer: '{"id":"7","owner":"***"}',
  step: { findings: findings.map((finding) => ({ ...recorded, ...finding })) },
  ...more,
});
const recorded = {
  check: "body",
  rules: [],
  effect: "breaks",
  severity: "error",
  where: "/owner",
  expected: "at least 6 characters",
  actual: "3 characters",
  advice: "Mend it.",
  contract: { file: "c.yaml", line: 1, column: 1, pointer: "/paths/x/properties/owner/minLength" },
  scenario: { file: "s.yaml", line: 2, column: 3 },
};

test.each([
  ["at a masked value", unseen([{}]), ["drift", "/owner"]],
  [
    "at a masked value of the request",
    unseen([{ check: "request", where: "request /owner", severity: "warning" }]),
    ["pass", "request /owner"],
  ],
  ["at a masked name", unseen([{ check: "undocumented-member", where: "/***" }]), ["drift", "/***"]],
  ["in a body that is left out", unseen([{ where: "", expected: "JSON" }], { answer: undefined }), ["drift", ""]],
  ["by the scenario", unseen([{ check: "criterion", where: "status" }]), ["drift", "status"]],
  // What is there to be seen is judged, whatever was found once.
  ["at a value that is shown", unseen([{ where: "/id" }]), ["pass"]],
  ["of a status", unseen([{ check: "status", where: "status" }]), ["pass"]],
  ["of a member that is shown to be there", unseen([{ check: "undocumented-member", where: "/id" }]), ["pass"]],
  ["nothing, and a member is missing", unseen([], { answer: '{"owner":"***"}' }), ["drift", "/id"]],
  ["and more was changed since", unseen([{}], { answer: '{"id":7,"owner":"***"}' }), ["drift", "/owner", "/id"]],
] as [string, Traffic, string[]][])("a recording of ours says what was found %s", (_name, traffic, verdict) => {
  expect(told(judged(traffic).first)).toEqual(verdict);
});

test("of a body that is left out, and that the run could not judge, nothing was learnt either", () => {
  const step = (verdict: string) => ({ answer: undefined, step: { verdict, findings: [] } });
  const { first } = judged(step("inconclusive"));
  expect([first.verdict, first.reason]).toEqual(["inconclusive", "the body of its answer was not recorded"]);
  expect(told(judged(step("pass")).first)).toEqual(["pass"]);
});

test("a step that broke the contract on purpose is not told again, a step that did not is", () => {
  const sent = '{"owner":"abc"}';
  const step = (breaksRequest: boolean) => ({ ...good, sent, step: { breaksRequest, findings: [] } });
  expect(told(judged(step(true)).first)).toEqual(["pass"]);
  expect(told(judged(step(false)).first)).toEqual(["pass", "request /owner"]);
  expect(judged(step(false)).first.findings[0]?.advice).toMatch(/^The scenario sends/);
});

test.each([
  null,
  7,
  "x",
  [],
  {},
  { findings: 5 },
  { findings: [{}] },
  { findings: [{ ...recorded, rules: [5] }] },
  { findings: [{ ...recorded, check: "x" }] },
])("what somebody else wrote there is none of ours: %j", (step) => {
  expect(told(judged({ ...good, sent: '{"owner":"abc"}', step }).first)).toEqual(["pass", "request /owner"]);
});

test("what is a limit of ours is told as one, and what was found before it counts", () => {
  const { first } = judged({ answer: deep(300) });
  const limit = "the answer has arrays or objects nested more than 200 deep, which is a limit of this tool";
  expect(first.reason).toBe(`not all of it was judged: ${limit}`);
  expect(told(judged({ answer: deep(300), status: 404 }).first)).toEqual(["drift", "status"]);
});

test("an undocumented 5xx is a finding once its server has answered something else", () => {
  const broken = { answer: "{}", status: 502 };
  const { steps } = judged(broken, good, broken, { ...broken, url: "http://other/things/7" });
  expect(steps.map(told)).toEqual([["unavailable"], ["pass"], ["drift", "status"], ["unavailable"]]);
});

test("who was let in without credentials is told, unless the recorder left out everybody's", () => {
  const secured = contractOf({
    ...contract.file,
    value: {
      ...contract.document,
      security: [{ token: [] }],
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    },
  });
  const found = (...authorizations: (string | undefined)[]) => {
    const entries = authorizations.map((value) => {
      const entry = entryOf(good);
      const own = value === undefined ? [] : [{ name: "Authorization", value }];
      return { ...entry, request: { ...entry.request, headers: [...entry.request.headers, ...own] } };
    });
    const har = harOf("a.har", Buffer.from(JSON.stringify({ log: { version: "1.2", entries } })));
    const own = judgeOf(secured, loadLedger(), { masker, profile: defaultProfile(loadLedger()) });
    const events = [...judgeHar(har, { name: "a.har", contract: secured, judge: own, masker })];
    return events.flatMap((event) =>
      event.type === "step-finished"
        ? [[event.outcome.verdict, ...event.outcome.findings.map(({ check }) => check)].join(" ")]
        : [],
    );
  };
  expect(found("Bearer t", undefined)).toEqual(["pass", "drift security request"]);
  expect(found("Bearer ***", undefined)).toEqual(["pass", "drift security request"]);
  expect(found(undefined, undefined)).toEqual(["pass", "pass"]);
});

test("a finding has its place in the recording, and the advice of a caller's fault is for the caller", () => {
  const [finding = expect.fail("no finding")] = judged({ ...good, sent: '{"owner":"abc"}' }).first.findings;
  expect(finding).toMatchObject({
    severity: "warning",
    scenario: { file: "a.har", line: 1, column: 20 },
    advice: "The recorded caller sends what the contract does not allow: mend the caller, or the contract.",
  });
});

test("calls that are none of the contract's are skipped and named, without their query", () => {
  const other = { method: "GET", url: "http://h/logo.png?token=secret" };
  const { steps, summary } = judged(good, other, { ...other, url: "data:text/plain,secret" });
  expect(steps.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ["pass", undefined],
    ["skipped", "GET http://h/logo.png is no call of the contract"],
    ["skipped", "GET data: is no call of the contract"],
  ]);
  expect([summary.verdict, exitCodeOf(summary)]).toEqual(["pass", 0]);
});

test("a recording with no call of the contract taught nothing", () => {
  const { summary } = judged({ url: "http://h/other" });
  expect([summary.verdict, exitCodeOf(summary)]).toEqual(["inconclusive", 3]);
});

test.each([
  ["GET", "http://h/things/7", ": GET is not documented there; did you mean POST /things/{id}?"],
  ["POST", "http://h/Things/7", ": letter case counts; did you mean POST /things/{id}?"],
  ["POST", "http://h/things/7/", ": a slash at the end is too much; did you mean POST /things/{id}?"],
  ["POST", "http://h/v2/things/7", ": /v2 in front is too much; did you mean POST /things/{id}?"],
  ["POST", "http://h/thing/7", ": there is no such path; did you mean POST /things/{id}?"],
  ["POST", "http://h/other", ""],
])("%s %s is told what it nearly is, and teaches nothing alone", (method, url, told) => {
  const alone = judged({ method, url });
  expect([alone.first.reason, exitCodeOf(alone.summary)]).toEqual([
    `${method} ${url} is no call of the contract${told}`,
    3,
  ]);
  const { steps, summary } = judged(good, { method, url });
  expect([steps[1]?.verdict, steps[1]?.reason, exitCodeOf(summary)]).toEqual(["skipped", alone.first.reason, 0]);
});

test("a browser's question before a call is no near miss of it", () => {
  const headers = [{ name: "Access-Control-Request-Method", value: "POST" }];
  const preflight = { request: { method: "OPTIONS", url: "http://h/things/7", headers }, response: { status: 204 } };
  const { steps } = judgedAs(contract, entryOf(good), preflight);
  expect(steps[1]?.reason).toBe("OPTIONS http://h/things/7 is no call of the contract");
});

test("an entry that cannot be read is told by its number; where it is a call of the contract, nothing was learnt from it", () => {
  const entry = entryOf(good);
  const { steps, summary } = judgedAs(
    contract,
    entry,
    5,
    { ...entry, response: { ...entry.response, status: "secret" } },
    { ...entry, request: { method: "GET" } },
    { ...entry, response: null },
  );
  expect(steps.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ["pass", undefined],
    ["skipped", "entry 2 cannot be read: found integer 5 at the document, expected type object"],
    ["inconclusive", "entry 3 cannot be read: found string (6 characters) at /response/status, expected type integer"],
    ["skipped", "entry 4 cannot be read: found absent at /request/url, expected the member to be present"],
    ["unavailable", "the recording has no answer to it"],
  ]);
  expect(exitCodeOf(summary)).toBe(3);
});

test("of a call that was given up nothing was learnt", () => {
  const entry = { ...entryOf(good), response: { status: 0, _error: "net::ERR_ABORTED" } };
  const { first } = judgedAs(contract, entry);
  expect([first.verdict, first.reason]).toEqual([
    "inconclusive",
    "the recording has no answer to it (net::ERR_ABORTED)",
  ]);
});

test.each([
  ["a documented status", 200, ["inconclusive"]],
  ["a status that nobody documents", 404, ["drift", "status"]],
  ["an undocumented 5xx", 502, ["unavailable"]],
])("of an answer without its body the rest is judged: %s", (_name, status, verdict) => {
  const entry = { ...entryOf({ status }), _fromCache: "disk" };
  expect(told(judgedAs(contract, entry).first)).toEqual(verdict);
});

test("a request whose body was left out is not judged, its answer is", () => {
  const { postData: _, ...request } = entryOf({}).request;
  const { first } = judgedAs(contract, { ...entryOf({ answer: "{}" }), request: { ...request, bodySize: 9 } });
  expect(told(first)).toEqual(["drift", "/id"]);
});

describe("credentials", () => {
  const secured = contractOf(
    parseSource(
      "secured.yaml",
      `openapi: 3.1.0
info: { title: T, version: "1" }
security: [{ bearer: [] }]
paths:
  /a: { get: { operationId: a, responses: &r { "204": { description: ok } } } }
  /b: { get: { operationId: b, security: [{ key: [] }, { bearer: [] }], responses: *r } }
  /c: { get: { operationId: c, security: [], responses: *r } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer }, key: { type: apiKey, in: query, name: key } }
`,
    ),
  );
  const call = (path: string, ...headers: string[]) => ({
    request: {
      method: "GET",
      url: `http://h${path}`,
      headers: headers.map((value) => ({ name: "Authorization", value })),
    },
    response: { status: 204, headers: [], content: { size: 0 } },
  });
  const found = (...calls: object[]) => {
    const { steps, summary } = judgedAs(secured, ...calls);
    return { told: steps.map(({ findings }) => findings.map(({ where }) => where)), notes: summary.notes ?? [] };
  };
  const bearer = "a credential of the bearer scheme";

  test("that are absent throughout are one note", () => {
    expect(found(call("/a"), call("/a"), call("/c"))).toEqual({
      told: [[], [], []],
      notes: [
        `request authorization (${bearer}) is absent from all 2 calls that should have it: browsers leave credentials out of recordings, so nothing is said of it`,
      ],
    });
  });

  test("that some calls have are a finding of each that has none", () => {
    expect(found(call("/a", "Bearer t"), call("/a"), call("/a"))).toEqual({
      told: [[], ["status", "request authorization"], ["status", "request authorization"]],
      notes: [],
    });
  });

  test("of one place may be there while those of another are not", () => {
    const { told, notes } = found(call("/a"), call("/b?key=k"), call("/b"));
    expect(told).toEqual([[], [], ["status", "request query key"]]);
    expect(notes).toEqual([expect.stringContaining("absent from the one call that should have it")]);
  });
});
