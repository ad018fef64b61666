// What the journal says of a refused call besides its answer, and what it must not say. The answers are the vendor's own,
// word for word as they are without any advice.

import { request } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import type { ExchangeEntry } from "../journal/journal-entry.ts";
import { createLog } from "../journal/log.ts";
import { bodySchemaOf } from "../schema/body-schema.ts";
import { type RunningMock, startMock } from "../server.ts";
import { validAgent } from "../test-caller.ts";
import { bos } from "./bos.ts";
import { iserveu } from "./iserveu.ts";

const key = { nep_key: "Alpha-Key-7", partnerId: "alpha-partner", domain: "alpha.example" };
const betaKey = { nep_key: "Beta-Key-7", partnerId: "beta-partner", domain: "beta.example" };
const pair = { client_id: "alpha-one", client_secret: "Alpha-Secret-1" };
const otherPair = { client_id: "alpha-other", client_secret: "Alpha-Secret-2" };
const betaPair = { client_id: "beta-client", client_secret: "Beta-Secret-1" };

let mock: RunningMock;
let logged = "";
let serial = 0;

beforeAll(async () => {
  mock = await startMock({
    log: createLog({ level: "debug", stream: { write: (text) => (logged += text) } }),
    maximumSessions: 3,
    sandboxes: [
      { name: "alpha", credentials: { bos: [key], iserveu: [pair, otherPair] } },
      { name: "beta", credentials: { bos: [betaKey], iserveu: [betaPair] } },
      { name: "newest", rules: { "BOS-TOKEN-CONCURRENT": "newest-only" } },
    ],
  });
});
afterAll(() => mock.stop());

type Headers = Record<string, string | string[] | undefined>;

/** Header values as they go over the wire: a byte a character. */
const bytes = (text: string) => Buffer.from(text).toString("latin1");

interface Told {
  status: number;
  body: Record<string, unknown>;
  /** What journal and log say the caller should change; the same in both. */
  change: string;
  entry: ExchangeEntry;
}

const values = new Set<string>();

async function send(path: string, body: object | string, headers: Headers): Promise<Told> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const all = Object.entries({ "content-type": "application/json", ...headers }).filter(
    ([, value]) => value !== undefined,
  );
  for (const [name, value] of all) if (!/^content|session$/i.test(name)) values.add([value].flat().join(", "));
  if (typeof body === "object") for (const value of Object.values(body)) values.add(String(value));
  const from = logged.length;
  const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(mock.vendor + path, {
      method: "POST",
      headers: Object.fromEntries(all) as Record<string, string>,
    });
    call.on("error", reject);
    call.on("response", async (response) => {
      resolve({ status: response.statusCode ?? 0, text: (await response.toArray()).join("") });
    });
    // As bytes: a text would have Node write the headers in its encoding, too.
    call.end(Buffer.from(text));
  });
  const line = logged
    .slice(from)
    .split("\n")
    .filter(Boolean)
    .map((text) => JSON.parse(text))
    .find(({ msg }) => msg === "exchange");
  const [name, session] = line.world.split("/");
  const sandbox = mock.sandboxes.get(name) ?? mock.sandboxes.unassigned;
  const world = session === undefined ? sandbox.main : sandbox.session(session);
  const entry = world?.journal.entries({}).find(({ id }) => id === line.entry) as ExchangeEntry;
  expect(entry.change).toBe(line.change ?? "");
  return { status: answer.status, body: JSON.parse(answer.text), change: entry.change, entry };
}

const register = (headers: Headers, body: object = validAgent) =>
  send("/apiAgentOnboarding/externalonboard", body, headers);
const check = (headers: Headers, body: object = { refid: `advice-${++serial}` }) =>
  send("/api/BOS/Status", body, headers);
const generate = (body: object, headers: Headers = {}) => send("/understudy/bos/token", body, headers);
const token = async (given = key, session?: string) =>
  ((await generate(given, { "x-understudy-session": session })).body.data as { token: string }).token;
const bearer = (text: string, session?: string) => ({
  authorization: `Bearer ${text}`,
  "x-understudy-session": session,
});

describe("iServeU: why client_id and client_secret are refused", () => {
  const absent = (name: string) => `Header ${name} is missing: send client_id and client_secret`;
  const unknown = "client_id and client_secret are not known together";
  const drops =
    "nginx drops header names with underscores: set underscores_in_headers on; in its http block " +
    "(Envoy does where headers_with_underscores_action is DROP_HEADER)";
  const { client_id, client_secret } = pair;
  const newer =
    "header_secrets and pass_key are of the vendor's newer, encrypted edition, which is not stood in for: " +
    "send client_id and client_secret";

  const rows: [seen: string, headers: Headers, message: string, change: string][] = [
    [
      "a hyphen",
      { "client-id": client_id, "Client-Secret": client_secret },
      absent("client_id"),
      "client-id, client-secret: did you mean client_id, client_secret? A hyphen makes another header of it",
    ],
    [
      "nothing between",
      { clientId: client_id, client_secret },
      absent("client_id"),
      "clientid: did you mean client_id?",
    ],
    [
      "an x- in front",
      { client_id, "x-client-secret": client_secret },
      absent("client_secret"),
      "x-client-secret: did you mean client_secret? A hyphen makes another header of it",
    ],
    ["the newer edition's", { header_secrets: "x", pass_key: "y" }, absent("client_id"), newer],
    ["one of the newer edition's", { "pass-key": "y", client_id }, absent("client_secret"), newer],
    [
      "an empty one",
      { client_id, client_secret: "" },
      absent("client_secret"),
      "client_secret came with no value: is a variable of the client's not set?",
    ],
    [
      "Basic",
      { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}` },
      absent("client_id"),
      "take the two out of Authorization: Basic and send them as headers client_id and client_secret",
    ],
    [
      "Bearer",
      { authorization: `Bearer ${client_secret}` },
      absent("client_id"),
      "Authorization is not read here: send headers client_id and client_secret",
    ],
    [
      "a proxy",
      { via: "1.1 corner", "x-forwarded-for": "192.0.2.7" },
      absent("client_id"),
      `look at the proxy that the call came through (via, x-forwarded-for): ${drops}`,
    ],
    [
      "a proxy's headers that are spelt alike",
      { "client-ip": "192.0.2.7", "x-real-ip": "192.0.2.7", "client-cert": "some-cert" },
      absent("client_id"),
      `look at the proxy that the call came through (x-real-ip): ${drops}`,
    ],
    [
      "nothing",
      {},
      absent("client_id"),
      `send client_id and client_secret; if the client does, look for a proxy: ${drops}`,
    ],
    [
      "one only, with a proxy",
      { client_id, via: "1.1 corner" },
      absent("client_secret"),
      "send client_id and client_secret",
    ],
    [
      "twice the same header",
      { client_id: [client_id, client_id], client_secret },
      unknown,
      "send client_id once: it came as several headers of that name",
    ],
    [
      "swapped",
      { client_id: client_secret, client_secret: client_id },
      unknown,
      "swap client_id and client_secret: each has the other's value",
    ],
    ...[`"${client_secret}"`, `'${client_secret}'`, `<${client_secret}>`, bytes(`\u201c${client_secret}\u201d`)].map(
      (value): [string, Headers, string, string] => [
        `around the secret: ${value.at(0)}`,
        { client_id, client_secret: value },
        unknown,
        "send client_secret bare: quotes, blanks, brackets or escapes came with it",
      ],
    ),
    ...[
      `%22${client_id}%22`,
      `${client_id}%0A`,
      `${client_id}\\n`,
      bytes(`\u3000${client_id}`),
      `\xa0${client_id}`,
    ].map((value): [string, Headers, string, string] => [
      `around both: ${value.slice(0, 3)}`,
      { client_id: value, client_secret: `"${client_secret}"` },
      unknown,
      "send client_id and client_secret bare: quotes, blanks, brackets or escapes came with it",
    ]),
    ["letter case", { client_id: "Alpha-One", client_secret }, unknown, "mind the letter case of client_id"],
    [
      "letter case of both",
      { client_id: "ALPHA-ONE", client_secret: client_secret.toLowerCase() },
      unknown,
      "mind the letter case of client_id and client_secret",
    ],
    ...["{{client_secret}}", `\${CLIENT_SECRET}`, "<client_secret>", "undefined", "your-client-secret"].map(
      (value): [string, Headers, string, string] => [
        `a placeholder: ${value}`,
        { client_id, client_secret: value },
        unknown,
        "fill in client_secret: a placeholder was sent",
      ],
    ),
    [
      "a secret of another sandbox",
      { client_id, client_secret: betaPair.client_secret },
      unknown,
      "client_secret belongs to sandbox beta, client_id to sandbox alpha: send those of one sandbox",
    ],
    [
      "a secret of another client",
      { client_id, client_secret: otherPair.client_secret },
      unknown,
      "client_secret goes with another client_id of sandbox alpha",
    ],
    [
      "a secret without its client",
      { client_id: "nobody-at-all", client_secret },
      unknown,
      "client_secret belongs to sandbox alpha, client_id to none: send the client_id that goes with it",
    ],
    [
      "a wrong secret",
      { client_id, client_secret: "Wrong-Secret" },
      unknown,
      "check client_secret: the client_id is known, and goes with something else",
    ],
    [
      "a client_id that is spelt alike",
      { client_id: "beta-clinet", client_secret: "Wrong-Secret" },
      unknown,
      "check client_id: it is known to no sandbox, and spelt much like one of sandbox beta",
    ],
    [
      "an unknown client_id",
      { client_id: "nobody-at-all", client_secret: "Wrong-Secret" },
      unknown,
      "check client_id: it is known to no sandbox",
    ],
  ];
  test.each(rows)("%s", async (_seen, headers, message, change) => {
    const told = await register(headers);
    expect(told).toMatchObject({ status: 401, body: { statusDesc: message }, change });
    expect(told.entry).toMatchObject({ rule: "ISU-CREDENTIALS-FAILURE", got: message.split(":")[0] });
  });

  test.each([pair, { clientId: client_id, clientSecret: client_secret }])("the two in the body: %j", async (body) => {
    const told = await register({}, { ...validAgent, ...body });
    expect(told.body).toMatchObject({ statusDesc: absent("client_id") });
    expect(told.change).toBe("send client_id and client_secret as headers, not in the body");
  });

  test("right ones are right, whatever else is sent", async () => {
    const body = { ...validAgent, bcagentid: `advice-${++serial}`, ...pair };
    const headers = { ...pair, header_secrets: "x", "client-id": "y", authorization: "Basic x", via: "1.1 corner" };
    expect(await register(headers, body)).toMatchObject({ status: 200, change: "" });
  });
});

describe("BOS Center: why a token is refused", () => {
  const missing = "Authorization header is missing: send Authorization: Bearer <token>";
  const malformed = "Authorization header is malformed: send Authorization: Bearer <token>";
  const unknown = "Token is unknown: get one from POST /understudy/bos/token";
  const bare = "send the token bare: quotes, brackets or escapes came with it";
  const placeholder = "put the token where a placeholder stands";
  const wordBare = "write Bearer bare: no quotes, colon or comma belong to it";
  const otherWord = "write Bearer where that word stands: Authorization: Bearer <token>";

  type Row = [seen: string, headers: (token: string) => Headers, message: string, change: string];
  const as =
    (authorization: string): Row[1] =>
    (held) => ({ authorization: authorization.replace("HELD", held) });
  const rows: Row[] = [
    ["an empty header", as(""), malformed, "Authorization came with no value: add Bearer and the token"],
    ["a misspelt header", (held) => ({ Authorisation: held }), missing, "authorisation: did you mean authorization?"],
    [
      "another misspelt header",
      (held) => ({ "x-authorization": held }),
      missing,
      "x-authorization: did you mean authorization?",
    ],
    ...["Token", "x-access-token", "access_token", "X-Auth-Token", "x-api-key", "bearer"].map(
      (name): Row => [
        `the header ${name}`,
        (held) => ({ [name]: held }),
        missing,
        `the header ${name.toLowerCase()} is not read: send what it has as Authorization: Bearer <token>`,
      ],
    ),
    ["iServeU's", () => pair, missing, "client_id and client_secret are iServeU's: send Authorization: Bearer <token>"],
    ["nothing", () => ({}), missing, "send Authorization: Bearer <token>"],
    ["Bearer alone", as("Bearer"), malformed, "add the token after the word Bearer: the vendor's page lost it there"],
    ["Bearer twice", as("Bearer Bearer HELD"), malformed, "write Bearer once: a client's library may add it by itself"],
    ["no blank", as("BearerHELD"), malformed, "put a blank between Bearer and the token"],
    ["a quoted Bearer", as("'Bearer' HELD"), malformed, wordBare],
    ["all of it quoted", as('"Bearer HELD"'), malformed, wordBare],
    ["a colon", as("Bearer: HELD"), malformed, wordBare],
    [
      "Basic",
      as("Basic dXNlcjpwYXNzd29yZA=="),
      malformed,
      "Basic is another scheme: get a token and send Authorization: Bearer <token>",
    ],
    ["the scheme Token", as("Token HELD"), malformed, otherWord],
    ["the scheme JWT", as("JWT HELD"), malformed, otherWord],
    ["a bare token", as("HELD"), malformed, "write the word Bearer before the token: Authorization: Bearer <token>"],
    ['"token"', as('Bearer "HELD"'), malformed, bare],
    ["<token>", as("Bearer <HELD>"), malformed, bare],
    ["%22token%22", as("Bearer %22HELD%22"), malformed, bare],
    ...["<token>", "{{token}}", "{{access_token}}", `\${TOKEN}`, "[object Object]", "<your token>"].map(
      (text): Row => [text, as(`Bearer ${text}`), malformed, placeholder],
    ),
    ...["undefined", "null", "token", "YOUR_TOKEN", "your-token-here"].map(
      (text): Row => [text, as(`Bearer ${text}`), unknown, placeholder],
    ),
    ["a blank inside", as("Bearer HELD more"), malformed, "send one token, with no blank inside"],
    [
      "a character of no token",
      as("Bearer HELD,"),
      malformed,
      "send the token as it was issued: a character in it is none of a token's",
    ],
    [
      "the key",
      as(`Bearer ${key.nep_key}`),
      unknown,
      "that is a nep_key: send it to the token call, and the token it answers here",
    ],
    [
      "cut",
      (held) => bearer(held.slice(0, 40)),
      unknown,
      "the token is not as long as it was issued: is it cut where the client keeps it?",
    ],
    [
      "a sandbox that is not here",
      (held) => bearer(held.replace("alpha.", "gone.")),
      unknown,
      "the token belongs to a sandbox that is not here, or to another server: get one here",
    ],
    [
      "before a restart",
      () => bearer(`alpha.${"A".repeat(43)}`),
      unknown,
      "get another token: this one is forgotten since a restart, a reset or the end of its session",
    ],
    ["of no form of ours", as("Bearer abc"), unknown, "get one from POST /understudy/bos/token"],
  ];
  test.each(rows)("%s", async (_seen, headers, message, change) => {
    const told = await check(headers(await token()));
    expect(told).toMatchObject({ status: 401, body: { status: "Failed", message }, change });
    expect(told.entry).toMatchObject({ rule: "BOS-AUTH-FAILURE", got: message.split(":")[0] });
  });

  test("the token in the body", async () => {
    const told = await check({}, { refid: "in-the-body", access_token: await token() });
    expect(told.body.message).toBe(missing);
    expect(told.change).toBe("access_token in the body is not read: send what it has as Authorization: Bearer <token>");
  });

  test("a token of another session, of none, and of one that was dropped", async () => {
    const [outside, inside] = [await token(), await token(key, "s1")];
    for (const session of [undefined, "s2"]) {
      const told = await check(bearer(inside, session));
      expect(told.body.message).toBe(unknown);
      expect(told.change).toBe("the token belongs to session s1: send x-understudy-session: s1 with this call, too");
    }
    expect((await check(bearer(inside, "s1"))).status).toBe(200);

    const told = await check(bearer(outside, "s1"));
    expect(told.body.message).toBe(unknown);
    expect(told.change).toBe(
      "the token belongs to no session: leave x-understudy-session out, or get the token with it, too",
    );

    for (const session of ["s3", "s4", "s5"]) await check({}, {}).then(() => token(key, session));
    expect((await check(bearer(inside))).change).toBe(
      "get another token: this one is forgotten since a restart, a reset or the end of its session",
    );
  });

  test("a token that a newer one ended, and one that has expired", async () => {
    const sandbox = mock.sandboxes.get("newest");
    const own = sandbox?.credentials.bos?.[0] as typeof key;
    const [older, newer] = [await token(own), await token(own)];
    expect((await check(bearer(older))).change).toBe(
      "get another token: this one is forgotten since a restart, a reset or the end of its session, or since a newer one",
    );
    sandbox?.main.clock.advance(600_000);
    const told = await check(bearer(newer));
    expect(told.body.message).toBe("Token has expired: it is valid for 600 seconds; get another one");
    expect(told.change).toBe("get another one");
  });
});

describe("BOS Center: why nep_key, partnerId and domain are refused", () => {
  const rows: [seen: string, changes: Partial<typeof key>, change: string][] = [
    [
      "key and partner swapped",
      { nep_key: key.partnerId, partnerId: key.nep_key },
      "swap nep_key and partnerId: each has the other's value",
    ],
    [
      "partner and domain swapped",
      { domain: key.partnerId, partnerId: key.domain },
      "swap partnerId and domain: each has the other's value",
    ],
    [
      "blanks and quotes",
      { nep_key: ` ${key.nep_key}\n`, domain: `\u201c${key.domain}\u201d` },
      "send nep_key and domain bare: quotes, blanks, brackets or escapes came with it",
    ],
    [
      "a URL for a domain",
      { domain: "https://alpha.example:8443/" },
      "send the domain as a bare host name, without scheme, port and path",
    ],
    ["letter case", { partnerId: "Alpha-Partner" }, "mind the letter case of partnerId"],
    ["a placeholder", { nep_key: "YOUR_KEY" }, "fill in nep_key: a placeholder was sent"],
    ["a wrong key", { nep_key: "wrong-key" }, "check nep_key: the partnerId is known, and goes with something else"],
    [
      "a wrong domain",
      { domain: "wrong.example" },
      "check domain: the partnerId is known, and goes with something else",
    ],
    [
      "a wrong key and domain",
      { nep_key: "wrong-key", domain: "wrong.example" },
      "check nep_key and domain: the partnerId is known, and goes with something else",
    ],
    [
      "another sandbox's key",
      { nep_key: betaKey.nep_key },
      "nep_key belongs to sandbox beta, partnerId to sandbox alpha: send those of one sandbox",
    ],
    [
      "an unknown partner",
      { partnerId: "nobody-at-all" },
      "nep_key belongs to sandbox alpha, partnerId to none: send the partnerId that goes with it",
    ],
    [
      "a partner that is spelt alike",
      { partnerId: "alpha-partnr", nep_key: "wrong-key" },
      "check partnerId: it is known to no sandbox, and spelt much like one of sandbox alpha",
    ],
  ];
  test("right ones are right", async () => {
    expect(await generate(key)).toMatchObject({ status: 200, change: "" });
  });

  test.each(rows)("%s", async (_seen, changes, change) => {
    const told = await generate({ ...key, ...changes });
    const body = { status: "Failed", message: "nep_key, partnerId and domain are not known together" };
    expect(told).toMatchObject({ status: 401, body, change });
  });
});

describe("did you mean: members", () => {
  const contract = loadContract();
  const spellings = (name: string) => [
    name.toUpperCase(),
    `${name.slice(0, 2)}_${name.slice(2)}`,
    `${name}s`,
    [...name].join(" "),
  ];
  // Each is the other's other spelling.
  const twins = ["title", "Title"];
  const rows = ["generateToken", "generateUrl", "checkPanStatus", "registerAgent"].flatMap((operation) => {
    const { members, optional } = bodySchemaOf(contract, operation);
    return members.flatMap((name) =>
      (twins.includes(name) ? [] : spellings(name)).map((sent) => ({
        operation,
        name,
        sent,
        accepted: optional.includes(name),
      })),
    );
  });
  const whole: Record<string, object> = {
    generateToken: key,
    generateUrl: { refid: "" },
    checkPanStatus: { refid: "" },
    registerAgent: validAgent,
  };
  const caller: Record<string, (body: object) => Promise<Told>> = {
    generateToken: generate,
    generateUrl: async (body) => send("/api/BOS/PanNewGenerate", body, bearer(await token())),
    checkPanStatus: async (body) => check(bearer(await token()), body),
    registerAgent: (body) => register(pair, body),
  };

  test.each(rows)("$operation: $sent for $name", async ({ operation, name, sent, accepted }) => {
    const id = operation === "registerAgent" ? "bcagentid" : "refid";
    const { [name]: value = "x", ...rest }: Record<string, unknown> = {
      ...whole[operation],
      [id]: `advice-${++serial}`,
    };
    const told = await caller[operation]!({ ...rest, [sent]: value });
    expect(told.change.startsWith(`${sent}: did you mean ${name}?`)).toBe(true);
    expect(told.change.endsWith("?")).toBe(accepted);
    expect(JSON.stringify(told.body)).not.toContain("did you mean");
  });

  test("each vendor's refusal is its own; the question goes before what to send", async () => {
    const told = await check(bearer(await token()), { refId: "r-1" });
    const [message, change] = [
      "refid is missing: send a string of at least 1 character",
      "send a string of at least 1 character",
    ];
    expect(told).toMatchObject({ status: 400, body: { status: "Failed", message } });
    expect(told.change).toBe(`refId: did you mean refid? ${change}`);

    const { bcagentname, pincode, ...agent } = validAgent;
    const many = await register(pair, { ...agent, BcAgentName: bcagentname, pinCode: pincode });
    const texts = ["bcagentname", "pincode"].map(
      (name) => `${name[0]?.toUpperCase()}${name.slice(1)} can not be empty, invalid ${name}`,
    );
    expect(many.body.statusDesc).toBe(texts.join(", "));
    expect(many.change).toMatch(/^BcAgentName, pinCode: did you mean bcagentname, pincode\? send bcagentname as /);
  });

  test.each([
    ["a member of another kind", { gstin: 7, productType: "x", "Asha of 1 Sample Road": "x" }],
    ["a member that is there besides its namesake", { refid: "there", refId: "x" }],
    ["a name too long to be shown", { [`nep${"_".repeat(100)}id`]: "x" }],
    ["a member of a nested object", { more: { nepId: "x" } }],
  ])("nothing is asked about %s", async (_kind, body) => {
    const refid = `advice-${++serial}`;
    expect((await check(bearer(await token()), { ...body, refid })).change).toBe("");
  });

  test("a name is shown in letters that a terminal shows", async () => {
    const { change } = await check(bearer(await token()), { refid: `advice-${++serial}`, "nep\u0007_id\u200b": "x" });
    expect(change).toBe("nep\\u0007_id\\u200b: did you mean nep_id?");
  });

  test("of thousands of members the first are looked at", async () => {
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`m${index}`, 1]));
    expect((await check(bearer(await token()), { ...many, refid: `advice-${++serial}`, nepId: "x" })).change).toBe("");
  });
});

describe("did you mean: headers", () => {
  test.each(["content_type", "Content-Typ", "contenttype"])("%s, at both vendors", async (name) => {
    const type = { [name]: "application/json", "content-type": "text/plain;charset=UTF-8" };
    const change = `${name.toLowerCase()}: did you mean content-type? It has to say application/json`;
    expect(await check({ ...bearer(await token()), ...type })).toMatchObject({ status: 415, change });
    expect(await register({ ...pair, ...type })).toMatchObject({ status: 415, change });
  });

  test("x-understudy-session, of a call that is accepted; and beside another cause", async () => {
    const change = "x-understudy-sesion: did you mean x-understudy-session?";
    expect(await check({ ...bearer(await token()), "x-understudy-sesion": "s1" })).toMatchObject({
      status: 200,
      change,
    });
    expect((await check({ authorization: "Bearer", "understudy-session": "s1" })).change).toBe(
      "add the token after the word Bearer: the vendor's page lost it there; understudy-session: did you mean x-understudy-session?",
    );
    // What a proxy hands on from an answer.
    expect((await check({ ...bearer(await token()), "x-understudy-rule": "BOS-DUPLICATE" })).change).toBe("");
  });
});

test("no advice quotes what was sent", () => {
  // Words of the advice itself, sent as placeholders.
  const words = ["<token>", "Bearer <token>", "token", "undefined", "null", "Bearer", ""];
  const told = logged
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line).change ?? "");
  expect(told.length).toBeGreaterThan(200);
  const secrets = [...values].filter((text) => text.length > 4 && !words.includes(text));
  expect(secrets.length).toBeGreaterThan(100);
  expect(secrets.filter((text) => told.some((change) => change.includes(text)))).toEqual([]);
});

test("whatever a caller sends, the answer is one of the vendor's and the call is in the journal", async () => {
  const text = fc.string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
    maxLength: 60,
  });
  const value = fc
    .oneof(
      text,
      fc
        .tuple(fc.constantFrom("Bearer ", "bearer", "Token ", '"', "%", "alpha.", "{{"), text)
        .map((both) => both.join("")),
    )
    .filter((each) => !/[\x7f-\x9f]/.test(each));
  await fc.assert(
    fc.asyncProperty(value, value, async (one, other) => {
      const refused = await check({ authorization: one });
      expect(refused.status).toBe(401);
      expect(refused.body.message).toMatch(/^(Authorization header is (missing|malformed)|Token is unknown): /);
      const client = await register({ client_id: one, client_secret: other });
      expect(client.body.statusDesc).toMatch(
        /^(Header client_\w+ is missing|client_id and client_secret are not known)/,
      );
    }),
    { numRuns: 200 },
  );
});

test("an answer waits for no advice", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const slow = {
    ...iserveu,
    operations: (contract: Parameters<typeof iserveu.operations>[0]) => {
      const { registerAgent } = iserveu.operations(contract);
      return { registerAgent: { ...registerAgent!, advise: () => released.then(() => "come back later") } };
    },
  };
  await using waiting = await startMock({ vendors: [bos, slow] });
  const answer = await fetch(`${waiting.vendor}/apiAgentOnboarding/externalonboard`, { method: "POST" });
  expect(await answer.json()).toMatchObject({
    statusDesc: "Header client_id is missing: send client_id and client_secret",
  });
  const { journal } = waiting.sandboxes.all[0]!.main;
  expect(journal.entries({})).toEqual([]);
  release();
  await expect.poll(() => journal.entries({})).toMatchObject([{ change: "come back later" }]);
});
