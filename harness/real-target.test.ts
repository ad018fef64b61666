// What protects a target that is not this machine. 0.0.0.0 is this machine, but not by its form.

import { execFileSync } from "node:child_process";
import { mkdtempDisposableSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import type { ProvidedOutputs, Target } from "./target/target.ts";
import { ok, read, reasons, runs, told } from "./test-run.ts";
import { startTarget } from "./test-target.ts";

const answers = { "/thing": [{ json: { id: "t-1", token: "tok" } }], "/other": [{ json: { state: "new" } }] };
const away = (url: string, more: Partial<Target> = {}): Target => ({
  name: "away",
  servers: { things: url.replace("127.0.0.1", "0.0.0.0") },
  ...more,
});
const add = (id: string, more: string = ok): string => `{ stepId: ${id}, operationId: addThing, ${more} }`;
const workflow = (id: string, steps: string, more = ""): string =>
  `  - { workflowId: ${id}, ${more}steps: [${steps}] }\n`;
const inputs = (...names: string[]) =>
  `inputs: { type: object, properties: { ${names.map((name) => `${name}: { type: string }`).join(", ")} } }, `;

test("a call that writes does not leave this machine unless that is allowed; one that reads does", async () => {
  await using target = await startTarget(answers);
  const workflows = workflow("w", `${read("a")}, ${add("b")}, ${read("c")}`);
  const refused = await runs(workflows, target.url, { target: away(target.url) });
  expect(told(refused.first)).toEqual(["a pass", "b inconclusive"]);
  expect(refused.first.reason).toBe(
    "addThing writes and 0.0.0.0 is not this machine: add --allow-writes if it may change something there",
  );
  expect(target.received.map(({ method }) => method)).toEqual(["GET"]);
  const allowed = await runs(workflows, target.url, { target: away(target.url, { allowsWrites: true }) });
  expect(told(allowed.first)).toEqual(["a pass", "b pass", "c pass"]);
  const local = await runs(workflows, target.url);
  expect(told(local.first)).toEqual(["a pass", "b pass", "c pass"]);
});

test("a call that the contract marks x-safe is no write, whatever its method", async () => {
  await using target = await startTarget(answers);
  const { first } = await runs(workflow("w", `{ stepId: a, operationId: findThings, ${ok} }`), target.url, {
    target: away(target.url),
  });
  expect(told(first)).toEqual(["a pass"]);
});

const bearer = (input: string) =>
  `parameters: [{ name: Authorization, in: header, value: "Bearer {$inputs.${input}}" }]`;
const key = (input: string) => `parameters: [{ name: x-key, in: header, value: $inputs.${input} }]`;

/** The head of a document of Arazzo 1.1, which has whole queries. */
const later = `arazzo: 1.1.0
info: { title: T, version: "1" }
sourceDescriptions: [{ name: things, url: things.yaml }]
workflows:
`;

/** What to do about the names in a reason such as `a and b are credentials`. */
function advice(missing: string): string {
  const names = missing.replace(/ (is|are) .*/, "").split(" and ");
  const variables = names.map((name) => `UNDERSTUDY_INPUT_${name}`).join(" and ");
  return `set ${variables}, or name ${names.length === 1 ? "it" : "them"}`;
}

test.each<[what: string, workflows: string, missing: string | undefined]>([
  ["a bearer token", workflow("w", read("a", `${bearer("token")}, ${ok}`), inputs("token")), "token is a credential"],
  ["an API key", workflow("w", read("a", `${key("mine")}, ${ok}`), inputs("mine")), "mine is a credential"],
  [
    "a member the contract marks as secret or as a credential",
    workflow(
      "w",
      add("a", `requestBody: { payload: { owner: $inputs.o, secret: $inputs.s, caller: $inputs.c } }, ${ok}`),
      inputs("o", "s", "c"),
    ),
    "s and c are credentials",
  ],
  [
    "an API key in a whole query",
    workflow(
      "w",
      read("a", `parameters: [{ name: q, in: querystring, value: "n={$inputs.n}&api_key={$inputs.mine}" }], ${ok}`),
      inputs("n", "mine"),
    ).replace(/^/, later),
    "mine is a credential",
  ],
  [
    "an input that is passed on to a workflow that sends it so",
    `${workflow("w", "{ stepId: a, workflowId: v, parameters: [{ name: mine, value: $inputs.mine }] }", inputs("mine"))}${workflow("v", read("b", `${key("mine")}, ${ok}`), inputs("mine"))}`,
    "mine is a credential",
  ],
  [
    "an input that says it is a credential",
    workflow("w", read("a"), "inputs: { type: object, properties: { pin: { type: string, x-sensitive: secret } } }, "),
    "pin is a credential",
  ],
  [
    "nothing that is made up on purpose",
    workflow(
      "w",
      read("a", `${key("bad")}, ${ok}`),
      "inputs: { type: object, properties: { bad: { type: string, x-synthetic: true } } }, ",
    ),
    undefined,
  ],
  [
    "nothing that is only part of a value",
    workflow("w", read("a", `parameters: [{ name: x-key, in: header, value: "{$inputs.n}-no" }], ${ok}`), inputs("n")),
    undefined,
  ],
])("credentials are not made up for another machine: %s", async (_what, workflows, missing) => {
  await using target = await startTarget(answers);
  const { first } = await runs(workflows, target.url, { target: away(target.url, { allowsWrites: true }) });
  if (missing === undefined) return expect(first.verdict).toBe("pass");
  expect([first.verdict, first.reason, first.steps]).toEqual([
    "inconclusive",
    `${missing} that nobody gave, and none is made up for another machine: ${advice(missing)} in a target file`,
    [],
  ]);
  expect(target.received).toEqual([]);
  const given = { token: "g", mine: "g", s: "g", c: "g", pin: "g" };
  const again = await runs(workflows, target.url, { target: away(target.url, { allowsWrites: true }), inputs: given });
  expect(again.first.verdict).toBe("pass");
  const local = await runs(workflows, target.url);
  expect(local.first.verdict).toBe("pass");
});

test("a given input fits its workflow, or nothing is sent; a text that must be a number is read as one", async () => {
  await using target = await startTarget(answers);
  const declared =
    "inputs: { type: object, properties: { limit: { type: integer, maximum: 9 }, name: { type: string } } }, ";
  const query =
    "parameters: [{ name: n, in: query, value: $inputs.limit }, { name: m, in: query, value: $inputs.name }]";
  const workflows = workflow("w", read("a", `${query}, ${ok}`), declared);
  await runs(workflows, target.url, { inputs: { limit: "5", name: "6", other: 1 } });
  expect(target.received.map(({ url }) => url)).toEqual(["/thing?n=5&m=6"]);
  const fails = runs(workflows, target.url, { inputs: { limit: "secret-10" } });
  await expect(fails).rejects.toMatchObject({
    name: "UsageError",
    message: expect.stringMatching(
      /^input limit was given a string of 9 characters, which workflow w does not allow: expected \{"type":"integer","maximum":9\} \(.*test\.arazzo\.yaml:\d+:\d+\)$/,
    ),
  });
  expect(target.received).toHaveLength(1);
});

test("the budget of requests ends a run: the rest is inconclusive, and says why", async () => {
  await using target = await startTarget(answers);
  const steps = `${read("a")}, ${read("b")}`;
  const workflows = ["w", "v", "u"].map((id) => workflow(id, steps)).join("");
  const { outcomes } = await runs(workflows, target.url, { target: away(target.url, { maximumRequests: 3 }) });
  const reason = "the 3 requests of the budget are used up: give more with --budget";
  expect(outcomes.map(told)).toEqual([["a pass", "b pass"], ["a pass", "b inconclusive"], ["a inconclusive"]]);
  expect(outcomes.map((outcome) => outcome.reason)).toEqual([undefined, reason, reason]);
  expect(target.received).toHaveLength(3);
});

test("requests to another machine are spread; to this one they are not, unless asked for", async () => {
  await using target = await startTarget(answers);
  const workflows = workflow("w", [1, 2, 3].map((id) => read(`s${id}`)).join(", "));
  const waits = async (of: Target) => (await runs(workflows, target.url, { target: of })).waits;
  const polite = await waits(away(target.url));
  expect(polite).toHaveLength(2);
  // Two of them less than 200 ms apart, but for the milliseconds that the test's clock counts by itself.
  for (const wait of polite) expect(wait).toBeGreaterThan(150);
  expect(await waits({ name: "here", servers: { things: target.url } })).toEqual([]);
  const asked = await waits({ name: "here", servers: { things: target.url }, requestsPerSecond: 0.1 });
  for (const wait of asked) expect(wait).toBeGreaterThan(9_900);
});

const provided = (values: ProvidedOutputs["values"]) =>
  new Map([["addThing", { place: { file: "t.yaml", line: 3, column: 5 }, values }]]);
const token = "outputs: { token: $response.body#/token }";
const uses = "parameters: [{ name: Authorization, in: header, value: 'Bearer {$steps.a.outputs.token}' }]";
const cause = "addThing is not called: its outputs are given in t.yaml:3:5";

test.each<[what: string, workflows: string, verdict: string, steps: string[], reason: string | undefined]>([
  [
    "stand in for the call",
    workflow("w", `${add("a", token)}, ${read("b", `${uses}, ${ok}`)}`),
    "pass",
    ["a skipped", "b pass"],
    undefined,
  ],
  ["do not prove anything by themselves", workflow("w", add("a", token)), "skipped", ["a skipped"], cause],
  [
    "cannot stand in for a step that looks at the answer",
    workflow("w", `${add("a")}, ${read("b")}`),
    "skipped",
    ["a skipped", "b skipped"],
    `${cause}, and this step is there for its answer`,
  ],
  [
    "cannot stand in for two answers",
    workflow("w", `${add("a", token)}, ${read("b")}, ${add("c", token)}, ${read("d")}`),
    "skipped",
    ["a skipped", "b pass", "c skipped", "d skipped"],
    `${cause}, which cannot stand in for a second call`,
  ],
  [
    "cannot stand in for what they lack",
    workflow("w", `${add("a", "outputs: { id: $response.body#/id }")}, ${read("b")}`),
    "skipped",
    ["a skipped", "b skipped"],
    `${cause}, without the output id`,
  ],
  [
    "are the outputs of a called workflow too",
    `${workflow("w", `{ stepId: a, workflowId: v, outputs: { token: $outputs.token } }, ${read("b", `${uses}, ${ok}`)}`)}${workflow("v", add("a", token), "outputs: { token: $steps.a.outputs.token }, ")}`,
    "pass",
    ["a skipped", "a pass", "b pass"],
    undefined,
  ],
])("outputs that are given %s", async (_what, workflows, verdict, steps, reason) => {
  await using target = await startTarget(answers);
  const of = away(target.url, { provided: provided({ token: "given-token" }) });
  const { first } = await runs(workflows, target.url, { target: of });
  expect([first.verdict, told(first), first.reason]).toEqual([verdict, steps, reason]);
  expect(target.received.every(({ method }) => method === "GET")).toBe(true);
  const authorized = target.received.map(({ headers }) => headers.authorization).filter(Boolean);
  if (workflows.includes("Bearer")) expect(authorized).toEqual(["Bearer given-token"]);
  expect(JSON.stringify(reasons(first))).not.toContain("given-token");
});

test("credentials for a call that is not sent need not be given", async () => {
  await using target = await startTarget(answers);
  const steps = `${add("a", `requestBody: { payload: { secret: $inputs.s } }, ${token}`)}, ${read("b", `${uses}, ${ok}`)}`;
  const of = away(target.url, { provided: provided({ token: "given-token" }) });
  const { first } = await runs(workflow("w", steps, inputs("s")), target.url, { target: of });
  expect(first.verdict).toBe("pass");
});

test("nothing is added to a request, and an operation's own path is used", async () => {
  await using target = await startTarget({ "/real/thing": [{ json: {} }], "/real/other": [{ json: {} }] });
  const apis = new Map([
    [
      "things",
      {
        url: `${target.url}/real`,
        paths: new Map([
          ["readThing", "/thing"],
          ["readOther", "/other"],
        ]),
      },
    ],
  ]);
  const { first } = await runs(
    workflow("w", `${read("a")}, { stepId: b, operationId: readOther, ${ok} }`),
    target.url,
    {
      target: { name: "t", servers: {}, apis },
    },
  );
  expect(told(first)).toEqual(["a pass", "b pass"]);
  const host = new URL(target.url).host;
  expect(target.received.map(({ url, headers }) => [url, headers])).toEqual([
    ["/real/thing", { host }],
    ["/real/other", { host }],
  ]);
});

test("workflows side by side: the order of events is that of the files, each group in a session of its own", async () => {
  let [open, most] = [0, 0];
  const waiting: (() => void)[] = [];
  const slow = (response: ServerResponse) => {
    most = Math.max(most, ++open);
    const answer = () => {
      open--;
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    };
    waiting.push(answer);
    // The last ones to come are answered first, and only when three are there.
    if (waiting.length === 3) for (const next of waiting.splice(0).reverse()) next();
    else if (open < 3)
      setTimeout(
        () =>
          waiting
            .splice(0)
            .reverse()
            .forEach((next) => void next()),
        100,
      );
  };
  await using target = await startTarget({ "/thing": [slow] });
  const workflows = [
    ...["a", "b", "c"].map((id) => workflow(id, `${read("one")}, ${read("two")}`)),
    workflow("d", read("one"), "dependsOn: [a], "),
  ].join("");
  const options = { concurrency: 3, sessionOf: (group: number) => `session-${group}` };
  const { events, outcomes } = await runs(workflows, target.url, options);
  expect(most).toBe(3);
  expect(outcomes.map(({ workflowId, verdict }) => `${workflowId} ${verdict}`)).toEqual([
    "a pass",
    "b pass",
    "c pass",
    "d pass",
  ]);
  const order = events.map((event) =>
    "workflowId" in event ? event.workflowId : "outcome" in event ? event.outcome.workflowId : event.type,
  );
  expect(order.join(" ")).toBe("run-started a a a a b b b b c c c c d d d run-finished");
  const sessions = target.received.map(({ headers }) => headers["x-understudy-session"]);
  expect(Object.groupBy(sessions, String)).toMatchObject({
    "session-1": { length: 2 },
    "session-2": { length: 2 },
    "session-3": { length: 3 },
  });
});

test("whoever stops listening to a run side by side stops it", async () => {
  await using target = await startTarget({ "/thing": [() => undefined] });
  const workflows = ["a", "b", "c"].map((id) => workflow(id, read("one"))).join("");
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  const { outcomes } = await runs(workflows, target.url, { concurrency: 2, signal: stop.signal });
  expect(outcomes.map(({ reason }) => reason)).toEqual(["the run was stopped", "the run was stopped"]);
});

test("a client certificate is shown to the server it is for", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "tls-"));
  const pem = (name: string, ...more: string[]) => {
    const out = ["-keyout", join(folder.path, `${name}.key`), "-out", join(folder.path, `${name}.pem`), "-nodes"];
    const how = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"];
    execFileSync("openssl", [...how, ...out, "-subj", `/CN=${name}`, ...more], { stdio: "ignore" });
    return (kind: "key" | "pem") => readFileSync(join(folder.path, `${name}.${kind}`), "utf8");
  };
  const server = pem("server", "-addext", "subjectAltName=IP:127.0.0.1");
  const client = pem("client");
  const listener = createServer(
    { key: server("key"), cert: server("pem"), ca: client("pem"), requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ id: subject?.CN ?? "nobody" }));
    },
  );
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const url = `https://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const asks = "successCriteria: [{ condition: $response.body#/id == 'client' }]";
  const seen = async (identities: Target["identities"] | undefined) => {
    const of = { name: "t", servers: { things: url }, ...(identities ? { identities } : {}) };
    const { first } = await runs(workflow("w", read("a", asks)), url, { target: of });
    return [first.verdict, first.reason ?? first.steps[0]?.findings[0]?.actual];
  };
  const ca = server("pem");
  const host = new URL(url).host;
  const identity = { cert: client("pem"), key: client("key"), ca };
  expect(await seen(new Map([[url, identity]]))).toEqual(["pass", undefined]);
  expect(await seen(new Map([[url, { ca }]]))).toEqual(["drift", '"nobody"']);
  expect(await seen(new Map([["https://other.example", identity]]))).toEqual([
    "unavailable",
    `${host} could not be reached: DEPTH_ZERO_SELF_SIGNED_CERT`,
  ]);
  listener.closeAllConnections();
  listener.close();
});
