import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningMock, startMock } from "../server.ts";
import { callerOf, post, replyOf } from "../test-caller.ts";

let mock: RunningMock;
let caller: ReturnType<typeof callerOf>;
let now = Date.UTC(2026, 0, 1);

beforeAll(async () => {
  mock = await startMock({ realNow: () => now });
  caller = callerOf(mock);
});
afterAll(() => mock.stop());

const underProcess = { status: true, response_code: 1, message: "Application is under process at NSDL eGOV" };
const failed = (message: string) => ({ status: "Failed", message });

/** The parts of an answer that a rule decides. */
const seen = ({ status, body, headers }: Awaited<ReturnType<typeof post>>) => ({
  status,
  body,
  rule: headers.get("x-understudy-rule"),
  grade: headers.get("x-understudy-grade"),
});

describe("token call", () => {
  test("BOS-TOKEN-ISSUE: known credentials get a token of 256 random bits for 600 seconds", async () => {
    const [first, second] = [await caller.generateToken(), await caller.generateToken()];
    expect(seen(first)).toEqual({
      status: 200,
      body: {
        status: true,
        response_code: 1,
        message: "Token generated successfully",
        data: { token: expect.stringMatching(/^default\.[A-Za-z0-9_-]{43}$/), expires_in: 600 },
      },
      rule: "BOS-TOKEN-ISSUE",
      grade: "assumed",
    });
    expect(first.body.data.token).not.toBe(second.body.data.token);
  });

  test.each(["nep_key", "partnerId", "domain"])("BOS-TOKEN-ISSUE: a wrong %s is refused", async (name) => {
    const reply = await caller.generateToken({ ...mock.credentials.bos, [name]: "wrong" });
    expect(seen(reply)).toEqual({
      status: 401,
      body: failed("nep_key, partnerId and domain are not known together"),
      rule: "BOS-TOKEN-ISSUE",
      grade: "assumed",
    });
  });

  test("BOS-INVALID-BODY: the first missing field is named", async () => {
    const reply = await caller.generateToken({ partnerId: "understudy" });
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual(failed("nep_key is missing: send a string of at least 1 character"));
  });
});

describe("generate call", () => {
  const refused = (responsecode: number, message: string) => ({ responsecode, status: false, message });

  test("BOS-GENERATE-URL: an address that leads nowhere and what would be encrypted, new each time", async () => {
    const token = await caller.token();
    const replies = [await caller.generate(token, { refid: "g-1" }), await caller.generate(token, { refid: "g-2" })];
    for (const reply of replies) {
      expect(seen(reply)).toEqual({
        status: 200,
        body: {
          status: true,
          response_code: 1,
          data: {
            url: expect.stringMatching(/^https:\/\/[a-z.-]+\.example\//),
            encdata: expect.stringMatching(/^[A-Za-z0-9+/]{64}$/),
          },
          message: "URL generated successfully",
        },
        rule: "BOS-GENERATE-URL",
        grade: "documented",
      });
    }
    expect(replies[0]?.body.data.encdata).not.toBe(replies[1]?.body.data.encdata);
  });

  test.each([
    ["title", 10],
    ["title", "Shri"],
    ["Title", 10],
    ["Title", "sample string 10"],
    ["EmailID", "a@example.com"],
    ["email", "a@example.com"],
    ["channel", { any: "thing" }],
  ])("BOS-GENERATE-URL: %s %o is taken", async (name, value) => {
    const reply = await caller.generate(await caller.token(), { refid: `g-${name}-${value}`, [name]: value });
    expect(reply.status).toBe(200);
  });

  test.each([
    ["title", 1.5, "title is invalid: send an integer or string"],
    ["mobileno", 5000000001, "mobileno is invalid: send a string"],
    ["refid", 7, "refid is invalid: send a string of at least 1 character"],
  ])("BOS-INVALID-BODY: %s %o is refused in the call's own envelope", async (name, value, message) => {
    const reply = await caller.generate(await caller.token(), { refid: "never", [name]: value });
    expect([reply.status, reply.body]).toEqual([400, refused(400, message)]);
  });

  test("BOS-GENERATE-REFUSED: every refusal of the call has its envelope", async () => {
    const token = await caller.token();
    const path = `${mock.vendor}/api/BOS/PanNewGenerate`;
    const authorization = `Bearer ${token}`;
    const replies = [
      await caller.generate("nobody's", { refid: "x" }),
      await caller.generate(token, "{"),
      await caller.generate(token, "{}", { "content-type": "text/plain" }),
      await caller.generate(token, { refid: "x".repeat(70_000) }),
      await replyOf(await fetch(path, { method: "PUT", headers: { authorization } })),
      await caller.generate(token, { refid: "UNDERSTUDY-STATUS-503" }),
      await caller.generate(token, { refid: "UNDERSTUDY-DUPLICATE-1" }),
    ];
    for (const { status, body } of replies) expect(body).toEqual(refused(status, expect.any(String)));
    expect(replies.map(({ status }) => status)).toEqual([401, 400, 415, 413, 405, 503, 401]);
    expect(replies.at(-1)?.body.message).toBe("Duplicate RefID");
  });

  test("BOS-GENERATE-REPEAT: a repeat is the duplicate, and tells not to renew the token", async () => {
    const token = await caller.token();
    await caller.generate(token, { refid: "g-twice" });
    expect(seen(await caller.generate(token, { refid: "g-twice" }))).toEqual({
      status: 401,
      body: refused(401, "Duplicate RefID"),
      rule: "BOS-GENERATE-REFUSED",
      grade: "documented",
    });
  });
});

describe("authentication", () => {
  const missing = "Authorization header is missing: send Authorization: Bearer <token>";
  const malformed = "Authorization header is malformed: send Authorization: Bearer <token>";
  const unknown = "Token is unknown: get one from POST /understudy/bos/token";
  test.each([
    ["no header", undefined, missing],
    ["an empty header", "", malformed],
    ["the word alone", "Bearer", malformed],
    ["another scheme", "Basic dXNlcjpwYXNz", malformed],
    ["a token without the word", "abc", malformed],
    ["two tokens", "Bearer abc def", malformed],
    ["a token nobody issued", "Bearer abc", unknown],
  ])("BOS-AUTH-FAILURE: %s", async (_name, authorization, message) => {
    const headers = authorization === undefined ? {} : { authorization };
    const reply = await post(
      `${mock.vendor}/api/BOS/Status`,
      { refid: "never-claimed" },
      headers as Record<string, string>,
    );
    expect(seen(reply)).toEqual({ status: 401, body: failed(message), rule: "BOS-AUTH-FAILURE", grade: "inferred" });
  });

  test("the word Bearer is taken in any case", async () => {
    const authorization = `bearer ${await caller.token()}`;
    expect((await caller.check("", { refid: "any-case" }, { authorization })).status).toBe(200);
  });

  test.each([
    [599_999, 200],
    [600_000, 401],
    [600_001, 401],
  ])("BOS-TOKEN-LIFETIME, BOS-TOKEN-BOUNDARY: at %i ms the answer is %i", async (age, status) => {
    const token = await caller.token();
    now += age;
    const reply = await caller.check(token, { refid: `age-${age}` });
    expect(reply.status).toBe(status);
    if (status === 401) {
      expect(reply.body).toEqual(failed("Token has expired: it is valid for 600 seconds; get another one"));
    }
  });

  test("BOS-TOKEN-RENEWAL: use does not extend a token", async () => {
    const token = await caller.token();
    now += 400_000;
    expect((await caller.check(token, { refid: "renewal-1" })).status).toBe(200);
    now += 200_000;
    expect((await caller.check(token, { refid: "renewal-2" })).status).toBe(401);
  });

  test("BOS-TOKEN-CONCURRENT: an older token stays valid beside a newer one", async () => {
    const older = await caller.token();
    const newer = await caller.token();
    expect((await caller.check(older, { refid: "older" })).status).toBe(200);
    expect((await caller.check(newer, { refid: "newer" })).status).toBe(200);
  });
});

describe("status check", () => {
  test("BOS-UNDER-PROCESS, then BOS-DUPLICATE for the same refid", async () => {
    const token = await caller.token();
    const body = { refid: "abc", nep_key: "1234", domain: "google", partnerId: "xyz", nep_id: "xyz byj" };
    expect(seen(await caller.check(token, body))).toEqual({
      status: 200,
      body: underProcess,
      rule: "BOS-UNDER-PROCESS",
      grade: "documented",
    });
    const duplicate = { status: 401, body: failed("Duplicate RefID"), rule: "BOS-DUPLICATE", grade: "documented" };
    expect(seen(await caller.check(token, body))).toEqual(duplicate);
    expect(seen(await caller.check(await caller.token(), { refid: "abc", partnerId: "other" }))).toEqual(duplicate);
  });

  test("BOS-DUPLICATE-MATCH: case and white space tell refids apart", async () => {
    const token = await caller.token();
    for (const refid of ["Match", "match", " match", "match "]) {
      expect((await caller.check(token, { refid })).body, refid).toEqual(underProcess);
    }
  });

  test.each([
    ["no refid", {}, "refid is missing: send a string of at least 1 character"],
    ["null", { refid: null }, "refid is null: send a string of at least 1 character"],
    ["the empty string (BOS-REFID-EMPTY)", { refid: "" }, "refid is empty: send a string of at least 1 character"],
    ["a number", { refid: 7 }, "refid is invalid: send a string of at least 1 character"],
    ["a sample field of the wrong type", { refid: "x-1", nep_id: 1 }, "nep_id is invalid: send a string"],
    ["an array", [1], "Body is JSON but not an object: send an object with named members"],
    ["null for a body", "null", "Body is JSON but not an object: send an object with named members"],
  ])("BOS-INVALID-BODY: %s", async (_name, body, message) => {
    const reply = await caller.check(await caller.token(), body);
    expect(seen(reply)).toEqual({ status: 400, body: failed(message), rule: "BOS-INVALID-BODY", grade: "assumed" });
  });

  test("BOS-MALFORMED-JSON: the trailing comma of the vendor's samples is named", async () => {
    const sample = '{\n  "refid": "abc",\n  "nep_id": "xyz byj",\n}';
    const reply = await caller.check(await caller.token(), sample);
    const message = 'Body is not JSON: trailing comma after "nep_id" at line 3, column 22; remove the comma';
    expect(seen(reply)).toEqual({ status: 400, body: failed(message), rule: "BOS-MALFORMED-JSON", grade: "inferred" });
  });

  test.each([
    ["text/plain", "Content-Type is not application/json: send application/json"],
    ["application/jsonp", "Content-Type is not application/json: send application/json"],
    ["application/json; charset=utf-16", "Content-Type has a charset that is not utf-8: JSON is sent as UTF-8"],
  ])("BOS-CONTENT-TYPE: %s", async (type, message) => {
    const reply = await caller.check(await caller.token(), '{"refid":"typed"}', { "content-type": type });
    expect(seen(reply)).toEqual({ status: 415, body: failed(message), rule: "BOS-CONTENT-TYPE", grade: "inferred" });
  });

  test("BOS-CONTENT-TYPE: case and a utf-8 charset do not matter", async () => {
    const reply = await caller.check(await caller.token(), '{"refid":"typed-ok"}', {
      "content-type": 'Application/JSON; Charset="UTF-8"',
    });
    expect(reply.status).toBe(200);
  });

  test("BOS-PRECEDENCE: authentication comes before the body, the body before the duplicate", async () => {
    const token = await caller.token();
    expect((await caller.check("wrong", "{")).headers.get("x-understudy-rule")).toBe("BOS-AUTH-FAILURE");
    await caller.check(token, { refid: "precedence" });
    const reply = await caller.check(token, { refid: "precedence", nep_id: 1 });
    expect(reply.headers.get("x-understudy-rule")).toBe("BOS-INVALID-BODY");
  });

  test("BOS-PRECEDENCE: a refused call claims nothing", async () => {
    const token = await caller.token();
    await caller.check("wrong", { refid: "refused" });
    await caller.check(token, { refid: "refused", nep_id: 1 });
    await caller.check(token, '{"refid":"refused",}');
    expect((await caller.check(token, { refid: "refused" })).body).toEqual(underProcess);
  });

  test("200 checks at once with one refid: one is first, 199 are duplicates", async () => {
    const token = await caller.token();
    const replies = await Promise.all(Array.from({ length: 200 }, () => caller.check(token, { refid: "race" })));
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(199);
  });
});
