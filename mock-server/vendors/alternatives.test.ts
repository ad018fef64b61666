// Every alternative of the ledger: one exercise that ends one way under the default and another way under it.

import { describe, expect, test } from "vitest";
import { loadLedger } from "../../spec/ledger.ts";
import { defaultSandbox, startMock } from "../server.ts";
import { callerOf, post, type Reply, validAgent } from "../test-caller.ts";
import type { Seed } from "./vendors.ts";

interface Situation {
  call: ReturnType<typeof callerOf>;
  seed(seed: Seed): Promise<void>;
  /** A call without an Authorization header. */
  bare(path: string, body: object): Promise<string>;
  /** Moves the clock by whole milliseconds; nothing else moves it. */
  wait(ms: number): void;
}
type Exercise = (situation: Situation) => Promise<unknown>;

const ledger = loadLedger();
const published = { client_id: "understudy", client_secret: "understudy-secret" };
const otherClient = { client_id: "other", client_secret: "other-secret" };

/** Starts a mock under one profile, does the exercise and tells how it ended. */
async function outcome(exercise: Exercise, choices: Record<string, string> = {}): Promise<unknown> {
  let now = Date.UTC(2026, 0, 1);
  await using mock = await startMock({
    realNow: () => now,
    rules: choices,
    sandboxes: [
      {
        ...defaultSandbox,
        credentials: { ...defaultSandbox.credentials, iserveu: [published, otherClient] },
      },
    ],
  });
  const wait = (ms: number) => {
    now += ms;
  };
  const [sandbox] = mock.sandboxes.all;
  if (!sandbox) throw new Error("a mock has a sandbox");
  const bare = async (path: string, body: object) => brief(await post(mock.vendor + path, body));
  return await exercise({ call: callerOf(mock), bare, seed: (seed) => sandbox.sow(sandbox.main, seed), wait });
}

/** `200 true`, `401 Duplicate RefID`, `200 FAILED: invalid area`: an answer in a few words. */
function brief({ status, body }: Reply): string {
  if ("statusDesc" in body) return `${status} ${body.status}: ${body.statusDesc}`;
  return `${status} ${body.status === true ? "true" : body.message}`;
}

const check = (body: object | string, headers = {}): Exercise => {
  return async ({ call }) => brief(await call.check(await call.token(), body, headers));
};
const checkTwice = (first: object, second: object): Exercise => {
  return async ({ call }) => {
    const token = await call.token();
    return [brief(await call.check(token, first)), brief(await call.check(token, second))];
  };
};
const register = (changes: object, headers?: Record<string, string>): Exercise => {
  return async ({ call }) => brief(await call.register({ ...validAgent, ...changes }, headers));
};

const shown = ({ status, body }: Reply) => ({ status, body });
const generate = (body: object): Exercise => {
  return async ({ call }) => brief(await call.generate(await call.token(), body));
};
const wrongToken: Exercise = async ({ call }) => [
  shown(await call.check("wrong", { refid: "a" })),
  shown(await call.generate("wrong", { refid: "a" })),
];
const seeded: Exercise = async ({ call, seed }) => {
  await seed({ usedRefids: ["marked"] });
  const token = await call.token();
  const refids = ["marked", "fresh", "fresh"];
  const replies = [];
  for (const refid of refids) replies.push(brief(await call.check(token, { refid })));
  return replies;
};
const known: Exercise = async ({ call, seed }) => {
  await seed({ knownRefids: ["seeded"], usedRefids: ["used"] });
  const token = await call.token();
  const replies = [await call.generate(token, { refid: "made" })];
  for (const refid of ["seeded", "made", "used", "unmade"]) replies.push(await call.check(token, { refid }));
  return replies.map(brief);
};
const created = "200 SUCCESS: User created successfully";
const duplicate = ["200 true", "401 Duplicate RefID"];
const twice = ["200 true", "200 true"];
const missing = "Authorization header is missing: send Authorization: Bearer <token>";
const malformed = "Authorization header is malformed: send Authorization: Bearer <token>";
const unknownMessage = "Token is unknown: get one from POST /understudy/bos/token";
const urlUnknown = { status: 401, body: { responsecode: 401, status: false, message: unknownMessage } };
const notAnObject = "Body is JSON but not an object: send an object with named members";
const blank = "refid is empty: send a string of at least 1 character that is no blank";
const noRefid = "refid is missing: send a string of at least 1 character";
const optional = ["shopaddress", "shopstate", "shopcity", "shopdistrict", "shoparea"];
const empty = (names: string[]) => Object.fromEntries(names.map((name) => [name, ""]));
const nothing = (names: string[]) => Object.fromEntries(names.map((name) => [name, null]));
/** An accepted call, a duplicate, one without credentials, one that is not JSON, and one of another media type. */
const codes = (failed: number) => [
  [200, 0],
  [200, failed],
  [401, failed],
  [400, failed],
  [415, failed],
];
const invalid = (names: string[]) => `200 FAILED: ${names.map((name) => `invalid ${name}`).join(", ")}`;
const cannotBeEmpty = (names: string[]) =>
  `200 FAILED: ${names.map((n) => `${n[0]?.toUpperCase()}${n.slice(1)} can not be empty, invalid ${n}`).join(", ")}`;

const table: [rule: string, reading: string, exercise: Exercise, byDefault: unknown, underIt: unknown][] = [
  [
    "BOS-AUTH",
    "optional",
    async ({ call, bare }) => [
      await bare("/api/BOS/Status", { refid: "a" }),
      await bare("/api/BOS/PanNewGenerate", { refid: "a" }),
      // One that is sent is judged, an empty one too.
      brief(await call.check("", { refid: "a" }, { authorization: "" })),
      brief(await call.check("wrong", { refid: "a" })),
    ],
    [`401 ${missing}`, `401 ${missing}`, `401 ${malformed}`, `401 ${unknownMessage}`],
    ["200 true", "200 true", `401 ${malformed}`, `401 ${unknownMessage}`],
  ],
  [
    "BOS-TOKEN-BOUNDARY",
    "inclusive",
    async ({ call, wait }) => {
      const token = await call.token();
      wait(600_000);
      const at = (await call.check(token, { refid: "at" })).status;
      wait(1);
      return [at, (await call.check(token, { refid: "after" })).status];
    },
    [401, 401],
    [200, 401],
  ],
  [
    "BOS-TOKEN-RENEWAL",
    "sliding",
    async ({ call, wait }) => {
      const token = await call.token();
      const statuses = [];
      for (const refid of ["1", "2", "3"]) {
        wait(400_000);
        statuses.push((await call.check(token, { refid })).status);
      }
      wait(600_000);
      statuses.push((await call.check(token, { refid: "4" })).status);
      return statuses;
    },
    [200, 401, 401, 401],
    [200, 200, 200, 401],
  ],
  [
    "BOS-TOKEN-CONCURRENT",
    "newest-only",
    async ({ call }) => {
      const older = await call.token();
      const newer = await call.token();
      return [(await call.check(older, { refid: "1" })).status, (await call.check(newer, { refid: "2" })).status];
    },
    [200, 200],
    [401, 200],
  ],
  [
    "BOS-AUTH-FAILURE",
    "legacy-envelope",
    wrongToken,
    [{ status: 401, body: { status: "Failed", message: unknownMessage } }, urlUnknown],
    [{ status: 401, body: { status: false, responsecode: 401, message: unknownMessage } }, urlUnknown],
  ],
  [
    "BOS-AUTH-FAILURE",
    "forbidden",
    wrongToken,
    [{ status: 401, body: { status: "Failed", message: unknownMessage } }, urlUnknown],
    [
      { status: 403, body: { status: "Failed", message: unknownMessage } },
      { status: 403, body: { responsecode: 403, status: false, message: unknownMessage } },
    ],
  ],
  [
    "BOS-REFID-EMPTY",
    "accepted",
    check({ refid: "" }),
    "400 refid is empty: send a string of at least 1 character",
    "200 true",
  ],
  [
    "BOS-SAMPLE-FIELDS",
    "required",
    async (situation) => [
      await check({ refid: "a" })(situation),
      await check({ refid: "b", nep_key: "k", domain: "d", partnerId: "p" })(situation),
      await generate({ refid: "a" })(situation),
      await generate({ refid: "b", nep_key: "k", domain: "d", partnerId: "p" })(situation),
    ],
    ["200 true", "200 true", "200 true", "200 true"],
    [
      "400 nep_key is missing: send a string",
      "400 nep_id is missing: send a string",
      "400 nep_key is missing: send a string",
      "200 true",
    ],
  ],
  [
    "BOS-INVALID-BODY",
    "ok-false",
    async ({ call }) => [
      shown(await call.check(await call.token(), {})),
      shown(await call.generate(await call.token(), {})),
      // The token call is ours: no reading changes its refusals.
      brief(await call.generateToken({})),
    ],
    [
      { status: 400, body: { status: "Failed", message: noRefid } },
      { status: 400, body: { responsecode: 400, status: false, message: noRefid } },
      "400 nep_key is missing: send a string of at least 1 character",
    ],
    [
      { status: 200, body: { status: false, response_code: 0, message: noRefid } },
      { status: 200, body: { responsecode: 200, status: false, message: noRefid } },
      "400 nep_key is missing: send a string of at least 1 character",
    ],
  ],
  [
    "BOS-INVALID-BODY",
    "unauthorized",
    async (situation) => [
      await check([1])(situation),
      await generate([1])(situation),
      brief(await situation.call.generateToken([1])),
    ],
    [`400 ${notAnObject}`, `400 ${notAnObject}`, `400 ${notAnObject}`],
    [`401 ${notAnObject}`, `401 ${notAnObject}`, `400 ${notAnObject}`],
  ],
  [
    "BOS-MALFORMED-JSON",
    "lenient",
    async (situation) => [
      await check('{"refid":"a",}')(situation),
      ((await check('{"refid":"b"')(situation)) as string).slice(0, 16),
    ],
    ['400 Body is not JSON: trailing comma after "refid" at line 1, column 13; remove the comma', "400 Body is not "],
    ["200 true", "400 Body is not "],
  ],
  ["BOS-DUPLICATE-TRIGGER", "never", checkTwice({ refid: "a" }, { refid: "a" }), duplicate, twice],
  [
    "BOS-DUPLICATE-TRIGGER",
    "seeded",
    seeded,
    ["401 Duplicate RefID", "200 true", "401 Duplicate RefID"],
    ["401 Duplicate RefID", "200 true", "200 true"],
  ],
  [
    "BOS-DUPLICATE-SCOPE",
    "partner",
    async (situation) => [
      await checkTwice({ refid: "a", partnerId: "x" }, { refid: "a", partnerId: "y" })(situation),
      await checkTwice({ refid: "b", partnerId: "x" }, { refid: "b", partnerId: "x" })(situation),
    ],
    [duplicate, duplicate],
    [twice, duplicate],
  ],
  ["BOS-DUPLICATE-MATCH", "case-insensitive", checkTwice({ refid: "Ab" }, { refid: "aB" }), twice, duplicate],
  [
    "BOS-DUPLICATE-MATCH",
    "trimmed",
    async (situation) => [
      await checkTwice({ refid: "a" }, { refid: " a " })(situation),
      await check({ refid: " \t" })(situation),
      await generate({ refid: " \t" })(situation),
    ],
    [twice, "200 true", "200 true"],
    [duplicate, `400 ${blank}`, `400 ${blank}`],
  ],
  [
    "BOS-GENERATE-REPEAT",
    "accepted",
    async (situation) => [
      await checkTwice({ refid: "a" }, { refid: "a" })(situation),
      await generate({ refid: "a" })(situation),
      await generate({ refid: "a" })(situation),
    ],
    [duplicate, "200 true", "401 Duplicate RefID"],
    [duplicate, "200 true", "200 true"],
  ],
  [
    "BOS-PRECEDENCE",
    "body-first",
    async ({ call }) => [
      brief(await call.check("wrong", {})),
      brief(await call.check("wrong", { refid: "a" })),
      brief(await call.check(await call.token(), {})),
    ],
    [`401 ${unknownMessage}`, `401 ${unknownMessage}`, "400 refid is missing: send a string of at least 1 character"],
    [
      "400 refid is missing: send a string of at least 1 character",
      `401 ${unknownMessage}`,
      "400 refid is missing: send a string of at least 1 character",
    ],
  ],
  [
    "BOS-UNKNOWN-REFID",
    "must-exist",
    known,
    ["200 true", "200 true", "200 true", "401 Duplicate RefID", "200 true"],
    ["200 true", "200 true", "200 true", "200 RefID is not known", "200 RefID is not known"],
  ],
  [
    "BOS-CONTENT-TYPE",
    "ignored",
    check('{"refid":"a"}', { "content-type": "text/plain" }),
    "415 Content-Type is not application/json: send application/json",
    "200 true",
  ],
  [
    "ISU-CREDENTIALS-FAILURE",
    "ok-failed",
    register({}, { client_id: "x", client_secret: "y" }),
    "401 FAILED: client_id and client_secret are not known together",
    "200 FAILED: client_id and client_secret are not known together",
  ],
  [
    "ISU-PRECEDENCE",
    "body-first",
    async (situation) => [
      await register({ area: "x" }, { client_id: "x", client_secret: "y" })(situation),
      await register({}, { client_id: "x", client_secret: "y" })(situation),
    ],
    [
      "401 FAILED: client_id and client_secret are not known together",
      "401 FAILED: client_id and client_secret are not known together",
    ],
    ["200 FAILED: invalid area", "401 FAILED: client_id and client_secret are not known together"],
  ],
  [
    "ISU-AREA-LENGTH",
    "unbounded",
    async (situation) => [
      await register({ area: "x" })(situation),
      await register({ area: "x".repeat(500), bcagentid: "agent-2" })(situation),
      await register({ area: "", bcagentid: "agent-3" })(situation),
    ],
    ["200 FAILED: invalid area", "200 FAILED: invalid area", cannotBeEmpty(["area"])],
    [created, created, cannotBeEmpty(["area"])],
  ],
  [
    "ISU-PINCODE-TYPE",
    "digits",
    async (situation) => [
      await register({ pincode: "751024", shoppincode: "751024" })(situation),
      await register({ pincode: 751024, shoppincode: null, bcagentid: "agent-2" })(situation),
      await register({ pincode: "75102", shoppincode: 99_999, bcagentid: "agent-3" })(situation),
    ],
    [invalid(["pincode", "shoppincode"]), created, invalid(["pincode", "shoppincode"])],
    [created, created, invalid(["pincode", "shoppincode"])],
  ],
  [
    "ISU-PAN-FORM",
    "enforced",
    async (situation) => [
      await register({ pancard: "0123456789" })(situation),
      await register({ pancard: "abcze1234f", bcagentid: "agent-2" })(situation),
      await register({ bcagentid: "agent-3" })(situation),
    ],
    [created, created, created],
    ["200 FAILED: invalid pancard", "200 FAILED: invalid pancard", created],
  ],
  [
    "ISU-LENGTH-UNIT",
    "utf16",
    async (situation) => [
      await register({ bcagentname: "\u{1f600}".repeat(25) })(situation),
      await register({ bcagentname: "\u{1f600}a", bcagentid: "agent-2" })(situation),
      await register({ bcagentname: "\u{1f600}", bcagentid: "agent-3" })(situation),
      await register({ pancard: "ABCZE1234", bcagentid: "agent-4" })(situation),
    ],
    [created, "200 FAILED: invalid bcagentname", "200 FAILED: invalid bcagentname", "200 FAILED: invalid pancard"],
    ["200 FAILED: invalid bcagentname", created, "200 FAILED: invalid bcagentname", "200 FAILED: invalid pancard"],
  ],
  [
    "ISU-OPTIONAL-NULL",
    "refused",
    register(nothing([...optional, "shoppincode"])),
    created,
    cannotBeEmpty([...optional, "shoppincode"]),
  ],
  ["ISU-OPTIONAL-EMPTY", "absent", register(empty(optional)), cannotBeEmpty(optional), created],
  ["ISU-UNKNOWN-FIELDS", "refused", register({ gstin: "1" }), created, "200 FAILED: invalid gstin"],
  [
    "ISU-STATUS-CODE-TYPE",
    "string-code",
    async ({ call }) => {
      const replies = [await call.register(validAgent), await call.register(validAgent), await call.register({}, {})];
      replies.push(await call.register({ ...validAgent, address: "x".repeat(70_000) }));
      return replies.map(({ body }) => body.statusCode);
    },
    [0, 1, 1, 1],
    ["0", "1", "1", "1"],
  ],
  [
    "ISU-FAILED-CODE",
    "minus-one",
    async ({ call }) => {
      const replies = [await call.register(validAgent), await call.register(validAgent), await call.register({}, {})];
      replies.push(await call.register("{"), await call.register("{}", { ...published, "content-type": "text/plain" }));
      return replies.map(({ status, body }) => [status, body.statusCode]);
    },
    codes(1),
    codes(-1),
  ],
  [
    "ISU-INVALID-MANY",
    "first",
    register({ pancard: "x", area: "x", bcagentid: "" }),
    `${cannotBeEmpty(["bcagentid"])}, invalid area, invalid pancard`,
    cannotBeEmpty(["bcagentid"]),
  ],
  [
    "ISU-DUPLICATE-KEY",
    "bcagentid+pancard+mobilenumber",
    async (situation) => [
      await register({})(situation),
      await register({ bcagentid: "agent-2", mobilenumber: "5000000002" })(situation),
      await register({ bcagentid: "agent-3", pancard: "XYZZY1234F" })(situation),
      await register({ bcagentid: "agent-2", pancard: "XYZZY1234F", mobilenumber: "5000000002" })(situation),
    ],
    [created, created, created, "200 FAILED: Duplicate user"],
    [created, "200 FAILED: Duplicate user", "200 FAILED: Duplicate user", created],
  ],
  [
    "ISU-DUPLICATE-SCOPE",
    "client",
    async (situation) => [
      await register({})(situation),
      await register({}, otherClient)(situation),
      await register({}, otherClient)(situation),
    ],
    [created, "200 FAILED: Duplicate user", "200 FAILED: Duplicate user"],
    [created, created, "200 FAILED: Duplicate user"],
  ],
  [
    "ISU-HTTP-STATUS",
    "http-errors",
    async (situation) => [
      await register({ area: "x" })(situation),
      await register({})(situation),
      await register({})(situation),
    ],
    ["200 FAILED: invalid area", created, "200 FAILED: Duplicate user"],
    ["400 FAILED: invalid area", created, "409 FAILED: Duplicate user"],
  ],
  [
    "ISU-CONTENT-TYPE",
    "ignored",
    register({}, { ...published, "content-type": "text/plain" }),
    "415 FAILED: Content-Type is not application/json: send application/json",
    created,
  ],
];

describe.each(table)("%s=%s", (rule, reading, exercise, byDefault, underIt) => {
  test("by default", async () => {
    expect(await outcome(exercise)).toEqual(byDefault);
  });
  test("under it", async () => {
    expect(await outcome(exercise, { [rule]: reading })).toEqual(underIt);
    expect(underIt).not.toEqual(byDefault);
  });
});

test("ISU-FAILED-CODE with ISU-STATUS-CODE-TYPE: minus one as a text", async () => {
  const both = { "ISU-FAILED-CODE": "minus-one", "ISU-STATUS-CODE-TYPE": "string-code" };
  const failed: Exercise = async ({ call }) => (await call.register({})).body.statusCode;
  expect(await outcome(failed, both)).toBe("-1");
});

test("BOS-DUPLICATE-SCOPE partner: a body that names no partner is the token's partner's", async () => {
  const exercise = checkTwice({ refid: "a" }, { refid: "a", partnerId: "understudy" });
  expect(await outcome(exercise, { "BOS-DUPLICATE-SCOPE": "partner" })).toEqual(duplicate);
});

test("BOS-TOKEN-RENEWAL sliding: a call that passes authentication extends, whatever its body; one that does not reach it, not", async () => {
  const exercise: Exercise = async ({ call, wait }) => {
    const token = await call.token();
    wait(400_000);
    await call.check(token, {});
    wait(400_000);
    return (await call.check(token, { refid: "a" })).status;
  };
  const sliding = { "BOS-TOKEN-RENEWAL": "sliding" };
  expect(await outcome(exercise, sliding)).toBe(200);
  expect(await outcome(exercise, { ...sliding, "BOS-PRECEDENCE": "body-first" })).toBe(401);
});

test("every alternative of the ledger is exercised", () => {
  const all = [...ledger.values()].flatMap((rule) => (rule.alternatives ?? []).map(({ name }) => `${rule.id}=${name}`));
  const exercised = table.map(([rule, reading]) => `${rule}=${reading}`);
  expect(exercised.toSorted()).toEqual(all.toSorted());
});
