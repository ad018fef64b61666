// Every door that takes a name refuses one that it does not know: a misspelt member, operation or rule would otherwise do
// nothing, and leave a test green. What is near is asked for, otherwise the names there are are told.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judgeOf } from "../harness/judge/judge.ts";
import { loadContract } from "../spec/contract.ts";
import { isObject } from "../spec/json/json-value.ts";
import { loadLedger } from "../spec/ledger.ts";
import { maskerOf } from "../spec/mask.ts";
import { defaultProfile } from "../spec/profile.ts";
import { parseSource } from "../spec/source-file.ts";
import { configOf } from "./config.ts";
import { type RunningMock, startMock } from "./server.ts";
import { createApp, type RuleId, type StartedSandbox, startSandbox } from "./start-sandbox.ts";
import { controlCaller, controlContract } from "./test-control.ts";

/** A value whose one member has another name. */
interface Misspelt {
  value: object;
  place: string;
  name: string;
  near: string;
}

/** One letter of a name is wrong: the last is missing, or doubled where few are left. */
const nearly = (name: string) => (name.length > 3 ? name.slice(0, -1) : name + name.at(-1));

/** A value once for each of its members at every level, which is spelt wrong there. Names that are data are left out. */
function* misspeltIn(value: unknown, path: string[] = []): Generator<Misspelt> {
  for (const [name, member] of Object.entries(value ?? {})) {
    const place = [...path, name];
    if (isObject(value)) {
      const others = Object.entries(value).map(([key, other]) => [key === name ? nearly(name) : key, other]);
      yield { value: Object.fromEntries(others), place: path.join("."), name, near: nearly(name) };
    }
    const free = ["rules", "paths", "headers", "body"].includes(name);
    if (typeof member !== "object" || free) continue;
    for (const inner of misspeltIn(member, place)) {
      const changed = Array.isArray(value) ? [...value] : { ...(value as object) };
      Object.assign(changed, { [name]: inner.value });
      yield { ...inner, value: changed };
    }
  }
}

const bos = { nep_key: "k", partnerId: "p", domain: "d" };
const sandbox = {
  rules: { "BOS-AUTH": "optional" },
  clock: { at: "2026-01-01T00:00:00Z", mode: "frozen" },
  seed: { usedRefids: ["r"], knownRefids: ["r"], agents: [{ bcagentid: "a", pancard: "x", mobilenumber: "y" }] },
  credentials: { bos: [bos], iserveu: [{ client_id: "c", client_secret: "s" }] },
} as const;
const app = {
  ...sandbox,
  paths: { registerAgent: "/x" },
  magic: { values: true, header: true },
  journalCapacity: 10,
};
const fault = { kind: "delay", ms: 1, upToMs: 2 } as const;
const arming = { operation: "registerAgent", times: 1, probability: 0.5, seed: 1, expiresInSeconds: 1, fault } as const;
const query = {
  ...{ kind: "exchange", operation: "registerAgent", rule: "ISU-DUPLICATE" },
  ...{ status: 200, text: "x", since: 0 },
} as const;

const rowsOf = (value: object) =>
  [...misspeltIn(value)].map((row): [at: string, row: Misspelt] => [`${row.place}.${row.near}`, row]);
const ops = "generateToken, generateUrl, checkPanStatus, registerAgent";

describe("the configuration file", () => {
  const whole = {
    sandboxes: [{ name: "alpha", ...sandbox, credentials: { bos: [{ ...bos, nep_key: { env: "KEY" } }] } }],
    rules: {},
    paths: {},
    journal: { capacity: 1 },
    sessions: { maximum: 1 },
    magic: app.magic,
  };
  const load = (value: object) =>
    configOf(parseSource("c.yaml", JSON.stringify(value)), {
      ledger: loadLedger(),
      contract: loadContract(),
      variables: { KEY: "k" },
    });
  test("takes what is spelt right", () => void load(whole));

  test.each(rowsOf(whole))("%s", (_at, { value, place, name, near }) => {
    const pointer = `/${[...place.split("."), near].filter((part) => part !== "").join("/")}`;
    const end = `at ${pointer}, expected no such member; did you mean ${name}?`;
    expect(() => load(value)).toThrow(
      expect.objectContaining({ name: "UsageError", message: expect.stringMatching(/^c\.yaml:1:\d+: found /) }),
    );
    expect(() => load(value)).toThrow(end);
  });

  test.each([
    [
      { colour: 1 },
      "found 1 at /colour, expected one of sandboxes, rules, paths, cors, memory, journal, sessions, magic",
    ],
    [
      { sandboxes: [{ name: "a", clock: { frozen: true } }] },
      "found true at /sandboxes/0/clock/frozen, expected one of at, mode",
    ],
    [
      { sandboxes: [{ name: "a", clock: { mode: "froze" } }] },
      'found "froze" at /sandboxes/0/clock/mode, expected one of "real", "frozen", "offset"; did you mean "frozen"?',
    ],
    [
      { sandboxes: [{ name: "a", clock: { at: "2026-01-01T00:00:00Z", mode: "real" } }] },
      "found mode real beside at, expected another mode: real time cannot be set",
    ],
    [{ paths: { lend: "/x" } }, `found operation lend, expected one of the contract: ${ops}`],
  ])("far: %j", (value, message) => expect(() => load(value)).toThrow(message));
});

describe("the package's functions", () => {
  let handle: StartedSandbox;
  beforeAll(async () => {
    handle = await startSandbox();
  });
  afterAll(() => handle.stop());
  // What a plain JavaScript test may hand over.
  type Loose = never;

  const doors: [name: string, whole: object, call: (value: Loose) => unknown][] = [
    ["startSandbox", { ...app, port: 0, controlPort: 0 }, (value) => startSandbox(value).then((made) => made.stop())],
    ["createApp", app, (value) => createApp(value)],
    ["seed", sandbox.seed, (value) => handle.seed(value)],
    ["journal.entries", { ...query, limit: 1 }, async (value) => handle.journal.entries(value)],
    ["journal.count", query, async (value) => handle.journal.count(value)],
    ["profile.choose", {}, async (value) => handle.profile.choose(value)],
  ];
  test.each(doors)("%s takes what is spelt right", async (_name, whole, call) => void (await call(whole as Loose)));

  test.each(
    doors.flatMap(([door, whole, call]) =>
      [...misspeltIn(whole)].map((row) => [`${door} ${row.place}.${row.near}`, door, row, call] as const),
    ),
  )("%s", async (_at, door, { value, place, name, near }, call) => {
    const at = place === "" ? near : `${place}.${near}`;
    const message = `${door}: found `;
    const refusal = await Promise.resolve(call(value as Loose)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: "UsageError" });
    expect((refusal as Error).message.startsWith(message)).toBe(true);
    expect((refusal as Error).message).toContain(` at ${at}, expected no such member; did you mean ${name}?`);
  });

  test.each<[door: string, value: unknown, message: string]>([
    [
      "startSandbox",
      { colour: 1 },
      "startSandbox: found 1 at colour, expected one of rules, clock, seed, credentials, paths, cors, magic, memory, journalCapacity, port, controlPort, tls",
    ],
    ["startSandbox", { port: "80" }, 'startSandbox: found string "80" at port, expected type integer'],
    ["startSandbox", "x", 'startSandbox: found string "x" at its options, expected type object'],
    ["startSandbox", null, "startSandbox: found null at its options, expected type object"],
    [
      "startSandbox",
      { clock: { mode: "stopped" } },
      'startSandbox: found "stopped" at clock.mode, expected one of "real", "frozen", "offset"',
    ],
    ["startSandbox", { clock: { frozen: true } }, "startSandbox: found true at clock.frozen, expected one of at, mode"],
    [
      "startSandbox",
      { rules: { "BOS-AUTH": true } },
      "startSandbox: found boolean true at rules.BOS-AUTH, expected type string",
    ],
    [
      "startSandbox",
      { paths: { registerAgent: 7 } },
      "startSandbox: found integer 7 at paths.registerAgent, expected type string",
    ],
    [
      "startSandbox",
      { credentials: { bos: [{ ...bos, nep_key: 7 }] } },
      "startSandbox: found integer *** at credentials.bos.0.nep_key, expected type string",
    ],
    [
      "createApp",
      { port: 0 },
      "createApp: found 0 at port, expected one of rules, clock, seed, credentials, paths, cors, magic, memory, journalCapacity",
    ],
    ["seed", { usedRefids: "r" }, 'seed: found string "r" at usedRefids, expected type array'],
    ["seed", { refids: [] }, "seed: found [] at refids, expected one of usedRefids, knownRefids, agents"],
    ["journal.entries", { status: "200" }, 'journal.entries: found string "200" at status, expected type integer'],
    [
      "journal.count",
      { limit: 1 },
      "journal.count: found 1 at limit, expected one of kind, operation, rule, status, text, since",
    ],
    ["journal.count", { rule: "BOS-DUPLICAT" }, "unknown rule BOS-DUPLICAT: did you mean BOS-DUPLICATE?"],
    ["journal.count", { operation: "registerAgnt" }, "unknown operation registerAgnt: did you mean registerAgent?"],
    ["journal.count", { operation: "lend" }, `unknown operation lend: there are ${ops}`],
    [
      "journal.count",
      { kind: "exchang" },
      'journal.count: found "exchang" at kind, expected one of "exchange", "notice"; did you mean "exchange"?',
    ],
    ["profile.choose", { "BOS-AUHT": "optional" }, "unknown rule BOS-AUHT: did you mean BOS-AUTH?"],
    [
      "profile.choose",
      { "BOS-AUTH": "optionl" },
      "unknown reading optionl of BOS-AUTH: did you mean optional? Its readings are required, optional",
    ],
    ["profile.choose", { "BOS-AUTH": "xyz" }, "unknown reading xyz of BOS-AUTH: its readings are required, optional"],
    ["profile.choose", "BOS-AUTH", 'profile.choose: found string "BOS-AUTH" at its options, expected type object'],
  ])("%s: %j", async (door, value, message) => {
    const call = doors.find(([name]) => name === door)?.[2] ?? expect.fail(door);
    const refusal = await Promise.resolve(call(value as Loose)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: "UsageError", message });
  });

  test.each(rowsOf(arming))("faults.arm %s", (_at, { value, place, name, near }) => {
    const at = place === "" ? near : `${place}.${near}`;
    const message = `${at} is not known: did you mean ${name}?`;
    expect(() => handle.faults.arm(value as Loose)).toThrow(expect.objectContaining({ name: "UsageError", message }));
  });

  test.each<[value: unknown, message: string]>([
    [{ fault: { kind: "lose-anser" } }, "fault.kind is not known: did you mean lose-answer?"],
    [
      { fault: { kind: "explode" } },
      "fault.kind is not known: there are delay, answer, example, rate-limit, unavailable, duplicate, reset, reset-midway, drip, truncate, broken-json, media-type, lose-answer",
    ],
    [{ fault, operation: "checkStatus" }, "operation checkStatus is not in the contract: did you mean checkPanStatus?"],
    [{ fault, operation: "lend" }, `operation lend is not in the contract: there are ${ops}`],
    [
      { fault, chance: 0.5 },
      "chance is not known: there are operation, times, probability, seed, expiresInSeconds, fault",
    ],
    [
      { fault: { kind: "rate-limit", seconds: 1, retryAfterSeconds: 1 } },
      "fault.seconds is not known: there are kind, retryAfterSeconds",
    ],
    [
      { fault: { kind: "example", name: "page-sampel" }, operation: "checkPanStatus" },
      "checkPanStatus has no example page-sampel: there are page-sample (200), page-sample (401), no-token (401); did you mean page-sample?",
    ],
  ])("faults.arm %j", (value, message) => {
    expect(() => handle.faults.arm(value as Loose)).toThrow(expect.objectContaining({ name: "UsageError", message }));
  });

  test.each<[what: string, call: () => unknown, message: string]>([
    [
      'clock.advance("10")',
      () => handle.clock.advance("10" as Loose),
      'a clock advances by 0 seconds or more, not by "10"',
    ],
    ["clock.advance(NaN)", () => handle.clock.advance(Number.NaN), "a clock advances by 0 seconds or more, not by NaN"],
    [
      "clock.advance()",
      () => handle.clock.advance(undefined as Loose),
      "a clock advances by 0 seconds or more, not by undefined",
    ],
    [
      "clock.set(0)",
      () => handle.clock.set(0 as Loose),
      "a clock shows a time from 1970-01-01T00:00:00Z to 2999-12-31T23:59:59Z, not 0",
    ],
  ])("%s", (_what, call, message) => {
    expect(call).toThrow(new RangeError(message));
    expect(handle.clock.mode).toBe("real");
  });

  test.each(["", "a b", ".a", "x".repeat(65), 7])("session(%j)", async (name) => {
    await expect(handle.session(name as Loose)).rejects.toThrow(
      /^session .*: its name is 1 to 64 letters, digits, -, _ and \., which is not the first of them$/,
    );
  });

  test("names are types: a misspelt one does not compile", async () => {
    const known: RuleId = "BOS-DUPLICATE";
    expect(handle.journal.count({ rule: known, operation: "checkPanStatus" })).toBe(0);
    // @ts-expect-error: no rule of the ledger
    expect(() => handle.journal.count({ rule: "BOS-DUPLICAT" })).toThrow();
    // @ts-expect-error: no operation of the contract
    expect(() => handle.journal.count({ operation: "checkPan" })).toThrow();
    // @ts-expect-error: a count has no limit
    expect(() => handle.journal.count({ limit: 1 })).toThrow();
    // @ts-expect-error: no member of a query
    expect(() => handle.journal.entries({ rul: known })).toThrow();
    // @ts-expect-error: seconds are a number
    expect(() => handle.clock.advance("10")).toThrow();
    // @ts-expect-error: no kind of fault
    expect(() => handle.faults.arm({ fault: { kind: "lose-anser" } })).toThrow();
    // @ts-expect-error: no member of an arming
    expect(() => handle.faults.arm({ fault: { kind: "reset" }, operaton: "registerAgent" })).toThrow();
    // @ts-expect-error: no member of a seed
    await expect(handle.seed({ usedRefid: [] })).rejects.toThrow();
    // @ts-expect-error: no word for a clock
    await expect(startSandbox({ clock: { frozen: true } })).rejects.toThrow();
    // @ts-expect-error: no operation of the contract
    await expect(startSandbox({ paths: { registerAgnt: "/x" } })).rejects.toThrow();
  });
});

describe("the control API", () => {
  const judge = judgeOf(controlContract, new Map(), { masker: maskerOf(), profile: defaultProfile(new Map()) });
  let mock: RunningMock;
  let control: ReturnType<typeof controlCaller>;
  beforeAll(async () => {
    mock = await startMock({ sandboxes: [{ name: "alpha" }, { name: "beta" }] });
    control = controlCaller(mock, judge);
  });
  afterAll(() => mock.stop());

  const bodies: [call: string, whole: object][] = [
    ["POST /sandboxes", { name: "made", ...sandbox }],
    ["PUT /clock", sandbox.clock],
    ["POST /clock/advance", { seconds: 1 }],
    ["POST /faults", arming],
    ["POST /seed", sandbox.seed],
  ];
  test.each(bodies)("%s takes what is spelt right", async (call, whole) => {
    expect((await control(call, { body: whole })).status).toBeLessThan(300);
    await control("DELETE /sandboxes/made");
  });

  test.each(
    bodies.flatMap(([call, whole]) =>
      [...misspeltIn(whole)].map((row) => [`${call} ${row.place}.${row.near}`, call, row] as const),
    ),
  )("%s", async (_at, call, { value, place, name, near }) => {
    const path = [...place.split("."), near].filter((part) => part !== "");
    const at = path
      .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
      .join("")
      .slice(1);
    const { status, body } = await control(call, { body: value });
    expect([status, body]).toEqual([400, { message: `${at} is not known: did you mean ${name}?` }]);
  });

  const parameters = ["kind", "operation", "rule", "status", "text", "since", "limit", "sandbox"];
  test.each(parameters)("GET /journal: the parameter %s", async (name) => {
    const { status, body } = await control(`GET /journal?${nearly(name)}=1`);
    expect([status, body]).toEqual([400, { message: `${nearly(name)} is not known: did you mean ${name}?` }]);
  });

  test.each<[call: string, status: number, message: string | RegExp]>([
    [
      "GET /journal?colour=1",
      400,
      "colour is not known: there are sandbox, kind, operation, rule, status, text, since, limit",
    ],
    ["GET /journal?kind=notise", 400, "kind: send one of exchange, notice; did you mean notice?"],
    ["GET /journal?operation=registerAgnt", 400, "unknown operation registerAgnt: did you mean registerAgent?"],
    ["GET /journal/count?operation=lend", 400, `unknown operation lend: there are ${ops}`],
    ["GET /journal/stream?operation=generateUr", 400, "unknown operation generateUr: did you mean generateUrl?"],
    ["GET /journal/count?rule=BOS-AUHT", 400, "unknown rule BOS-AUHT: did you mean BOS-AUTH?"],
    ["GET /clock?sandbox=alpa", 404, "there is no sandbox alpa: there are alpha, beta; did you mean alpha?"],
    ["GET /clock?sandbox=gamma", 404, "there is no sandbox gamma: there are alpha, beta"],
    ["GET /sandboxes/bet", 404, "there is no sandbox bet: there are alpha, beta; did you mean beta?"],
    ["DELETE /sandboxes/alph", 404, "there is no sandbox alph: there are alpha, beta; did you mean alpha?"],
    ["GET /sesions", 404, /^GET \/sesions is not a control call: did you mean \/sessions\?$/],
    ["GET /nowhere", 404, /^GET \/nowhere is not a control call: GET \/sandboxes, POST \/sandboxes, /],
  ])("%s: %i", async (call, status, message) => {
    const reply = await control(call);
    const expected = typeof message === "string" ? message : expect.stringMatching(message);
    expect([reply.status, reply.body]).toEqual([status, { message: expected }]);
  });

  test.each<[call: string, body: object, message: string]>([
    ["PUT /clock", { mode: "froze" }, "mode: send one of real, frozen, offset; did you mean frozen?"],
    ["PUT /clock", { frozen: true }, "frozen is not known: there are at, mode"],
    ["PATCH /profile", { "BOS-AUHT": "optional" }, "unknown rule BOS-AUHT: did you mean BOS-AUTH?"],
    [
      "PATCH /profile",
      { "BOS-AUTH": "optionl" },
      "unknown reading optionl of BOS-AUTH: did you mean optional? Its readings are required, optional",
    ],
    [
      "POST /faults",
      { fault: { kind: "lose-anser" } },
      "fault.kind: send one of delay, answer, example, rate-limit, unavailable, drip, media-type, duplicate, reset, reset-midway, truncate, broken-json, lose-answer; did you mean lose-answer?",
    ],
    ["POST /faults", { fault: { kind: "unavailable", statu: 503 } }, "fault.statu is not known: did you mean status?"],
    [
      "POST /faults",
      { fault, operation: "registerAgnt" },
      "operation registerAgnt is not in the contract: did you mean registerAgent?",
    ],
    [
      "POST /faults",
      { fault, chance: 1 },
      "chance is not known: there are fault, operation, times, probability, seed, expiresInSeconds",
    ],
  ])("%s %j", async (call, body, message) => {
    const reply = await control(call, { body });
    expect([reply.status, reply.body]).toEqual([400, { message }]);
  });
});
