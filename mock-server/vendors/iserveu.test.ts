import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningMock, startMock } from "../server.ts";
import { callerOf, type Reply, validAgent } from "../test-caller.ts";

let mock: RunningMock;
let caller: ReturnType<typeof callerOf>;
let serial = 0;

beforeAll(async () => {
  mock = await startMock();
  caller = callerOf(mock);
});
afterAll(() => mock.stop());

const agent = (changes: object = {}) => ({ ...validAgent, bcagentid: `agent-${++serial}`, ...changes });
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(agent()).filter(([name]) => !names.includes(name)));
const refused = (statusDesc: string, Data: object = {}) => ({ status: "FAILED", statusCode: 1, statusDesc, Data });
const invalid = (statusDesc: string) =>
  refused(statusDesc, { bcagentregistrationres: { status: "", bcagentid: "", description: "" } });
const seen = ({ status, body, headers }: Reply) => ({
  status,
  body,
  rule: headers.get("x-understudy-rule"),
  grade: headers.get("x-understudy-grade"),
});

describe("outcome", () => {
  const optional = ["shopaddress", "shopstate", "shopcity", "shopdistrict", "shoparea", "shoppincode"];
  test.each([
    ["all fields", () => agent()],
    ["mandatory fields only", () => without(...optional)],
    [
      "ISU-OPTIONAL-NULL: null in every optional field",
      () => agent(Object.fromEntries(optional.map((n) => [n, null]))),
    ],
    ["ISU-UNKNOWN-FIELDS: a member the page does not name", () => agent({ gstin: 7 })],
    ["ISU-PAN-FORM: a pancard of another form", () => agent({ pancard: "0123456789" })],
    ["ISU-LENGTH-UNIT: three characters of two UTF-16 units each", () => agent({ bcagentname: "\u{1f600}".repeat(3) })],
    ["ISU-LENGTH-UNIT: forty-nine of them", () => agent({ bcagentname: "\u{1f600}".repeat(49) })],
  ])("ISU-SUCCESS: %s", async (_name, make) => {
    const body: { bcagentid?: unknown } = make();
    expect(seen(await caller.register(body))).toEqual({
      status: 200,
      body: {
        status: "SUCCESS",
        statusCode: 0,
        statusDesc: "User created successfully",
        Data: {
          bcagentregistrationres: { status: "1", bcagentid: body.bcagentid, description: "SUCCESSFULLY UPDATED" },
        },
      },
      rule: "ISU-SUCCESS",
      grade: "inferred",
    });
  });

  test("ISU-DUPLICATE: the same bcagentid again, whatever else is sent", async () => {
    const first = agent();
    await caller.register(first);
    const again = { ...agent(), bcagentid: first.bcagentid, pancard: "XYZZY9876A", mobilenumber: "5000000002" };
    const reply = seen(await caller.register(again));
    expect(reply).toEqual({ status: 200, body: refused("Duplicate user"), rule: "ISU-DUPLICATE", grade: "documented" });
  });

  test("ISU-DUPLICATE-KEY: another bcagentid with the same pancard and mobile number is another agent", async () => {
    expect((await caller.register(agent())).body.status).toBe("SUCCESS");
    expect((await caller.register(agent())).body.status).toBe("SUCCESS");
  });

  test("ISU-FAILURE-CLAIMS-NOTHING: an id stays free when its call failed", async () => {
    const first = agent();
    await caller.register({ ...first, lastname: "" });
    await caller.register(first, { client_id: "wrong", client_secret: "wrong" });
    expect((await caller.register(first)).body.status).toBe("SUCCESS");
  });

  test("200 registrations at once with one bcagentid: one succeeds, 199 are duplicates", async () => {
    const body = agent();
    const replies = await Promise.all(Array.from({ length: 200 }, () => caller.register(body)));
    const outcomes = replies.map((reply) => reply.body.statusDesc);
    expect(outcomes.filter((text) => text === "User created successfully")).toHaveLength(1);
    expect(outcomes.filter((text) => text === "Duplicate user")).toHaveLength(199);
  });
});

describe("credentials", () => {
  const unknown = "client_id and client_secret are not known together";
  test.each([
    [
      "no client_id",
      { client_secret: "understudy-secret" },
      "Header client_id is missing: send client_id and client_secret",
    ],
    [
      "no client_secret",
      { client_id: "understudy" },
      "Header client_secret is missing: send client_id and client_secret",
    ],
    ["a wrong client_id", { client_id: "x", client_secret: "understudy-secret" }, unknown],
    ["a wrong client_secret", { client_id: "understudy", client_secret: "x" }, unknown],
  ])("ISU-CREDENTIALS-FAILURE: %s, before the body is judged", async (_name, headers, message) => {
    expect(seen(await caller.register("{", headers as Record<string, string>))).toEqual({
      status: 401,
      body: refused(message),
      rule: "ISU-CREDENTIALS-FAILURE",
      grade: "assumed",
    });
  });
});

describe("body", () => {
  test("ISU-INVALID: the page's own sample, word for word", async () => {
    expect(seen(await caller.register(agent({ bcagentid: "" })))).toEqual({
      status: 200,
      body: invalid("Bcagentid can not be empty, invalid bcagentid"),
      rule: "ISU-INVALID",
      grade: "documented",
    });
  });

  test.each([
    ["bcagentid", 5, 100],
    ["bcagentname", 3, 49],
    ["lastname", 1, 49],
    ["companyname", 3, 199],
    ["address", 5, 200],
    ["area", 5, 30],
    ["shopname", 3, 100],
    ["shopaddress", 5, 200],
    ["shopstate", 5, 50],
    ["shopcity", 5, 50],
    ["shopdistrict", 5, 50],
    ["shoparea", 5, 30],
    ["pancard", 10, 10],
    ["mobilenumber", 10, 10],
  ])("ISU-LENGTHS: %s is %i to %i long", async (name, least, most) => {
    const digits = String(++serial).padStart(5, "0");
    const outcome = async (length: number) => {
      const value = name === "bcagentid" ? `${digits}${"5".repeat(Math.max(0, length - 5))}` : "5".repeat(length);
      const sent = name === "bcagentid" ? value.slice(0, length) : value;
      return (await caller.register(agent({ [name]: sent }))).body.statusDesc;
    };
    const breach = least === 1 ? "Lastname can not be empty, invalid lastname" : `invalid ${name}`;
    expect(await outcome(least - 1)).toBe(breach);
    expect(await outcome(least)).toBe("User created successfully");
    if (most !== least) expect(await outcome(most)).toBe("User created successfully");
    expect(await outcome(most + 1)).toBe(`invalid ${name}`);
  });

  test.each([
    ["pincode", 99_999],
    ["pincode", 1_000_000],
    ["pincode", "751024"],
    ["pincode", 751024.5],
    ["shoppincode", 99_999],
    ["shoppincode", 1_000_000],
    ["shoppincode", "751024"],
    ["mobilenumber", "50000000a1"],
    ["mobilenumber", 5_000_000_001],
    ["pancard", 1234567890],
    ["bcagentid", 12345],
    ["shopstate", "Goa"],
    ["shopstate", 12345],
  ])("ISU-PINCODE, ISU-PINCODE-TYPE, ISU-MOBILE, ISU-PAN, ISU-LENGTHS: %s %j is invalid", async (name, value) => {
    expect(seen(await caller.register(agent({ [name]: value })))).toEqual({
      status: 200,
      body: invalid(`invalid ${name}`),
      rule: "ISU-INVALID-WORDING",
      grade: "inferred",
    });
  });

  test.each([
    ["pincode", 100_000],
    ["pincode", 999_999],
    ["shoppincode", 100_000],
    ["shoppincode", 999_999],
  ])("ISU-PINCODE: %s %i is accepted", async (name, value) => {
    expect((await caller.register(agent({ [name]: value }))).body.status).toBe("SUCCESS");
  });

  const mandatory = ["bcagentid", "bcagentname", "lastname", "companyname", "address", "area", "pincode"];
  test.each([...mandatory, "mobilenumber", "shopname", "pancard"])(
    "ISU-REQUIRED, ISU-INVALID-WORDING: %s absent and null",
    async (name) => {
      const text = `${name[0]?.toUpperCase()}${name.slice(1)} can not be empty, invalid ${name}`;
      expect((await caller.register(without(name))).body).toEqual(invalid(text));
      expect((await caller.register(agent({ [name]: null }))).body).toEqual(invalid(text));
    },
  );

  test.each(["shopaddress", "shopstate", "shopcity", "shopdistrict", "shoparea"])(
    "ISU-OPTIONAL-EMPTY: an empty %s is refused",
    async (name) => {
      const text = `${name[0]?.toUpperCase()}${name.slice(1)} can not be empty, invalid ${name}`;
      expect((await caller.register(agent({ [name]: "" }))).body).toEqual(invalid(text));
    },
  );

  test("ISU-INVALID-MANY: every broken field, in the page's order and not in the order sent", async () => {
    const reply = await caller.register({
      pancard: "short",
      shopstate: "Goa",
      ...without("pancard", "shopstate", "area"),
    });
    expect(reply.body).toEqual(invalid("Area can not be empty, invalid area, invalid shopstate, invalid pancard"));
  });

  test("ISU-MALFORMED-JSON: the missing comma of the page's sample is named", async () => {
    const reply = await caller.register(
      '{ "mobilenumber": "5209295531", "shopname": "abc" "shopaddress": "bhubaneswar" }',
    );
    const message = 'Body is not JSON: missing comma after "shopname" at line 1, column 50; add a comma';
    expect(seen(reply)).toEqual({ status: 400, body: refused(message), rule: "ISU-MALFORMED-JSON", grade: "inferred" });
  });

  test.each(["[]", '"text"', "7", "null", "true"])("ISU-INVALID-WORDING: JSON that is no object: %s", async (body) => {
    expect(seen(await caller.register(body))).toEqual({
      status: 200,
      body: {
        ...refused("Body is JSON but not an object"),
        Data: { bcagentregistrationres: { status: "", bcagentid: "", description: "" } },
      },
      rule: "ISU-INVALID-WORDING",
      grade: "inferred",
    });
  });

  test("ISU-CONTENT-TYPE: another media type", async () => {
    const reply = await caller.register("{}", { ...mock.credentials.iserveu, "content-type": "text/plain" });
    expect(seen(reply)).toEqual({
      status: 415,
      body: refused("Content-Type is not application/json: send application/json"),
      rule: "ISU-CONTENT-TYPE",
      grade: "assumed",
    });
  });
});
