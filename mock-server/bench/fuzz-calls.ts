import fc from "fast-check";
import { validAgent } from "../test-caller.ts";

// The calls of the fuzz: what gets past the credentials and is then too deep, too long, too many or merely odd.

/** A call as it goes over the wire. */
export interface Sent {
  port: string;
  method: string;
  path: string;
  headers: readonly string[];
  body: Buffer;
}

/** What `serve --json` prints, as far as it is needed. */
export interface Addresses {
  vendor: string;
  control: string;
  controlToken: string;
  credentials: { bos: Record<string, string>; iserveu: Record<string, string> };
}

const bodies = {
  status: { refid: "refid-1", nep_id: "nep" },
  url: { mobileno: "5000000001", lastname: "K", firstname: "Asha", refid: "refid-2" },
  register: { ...validAgent, bcagentid: "agent-1" },
};

// What a body is made of. Sizes reach past every limit.
const size = fc.oneof(fc.nat(40), fc.nat(4_000), fc.nat(120_000));
const unit = fc.constantFrom(
  "a",
  "7",
  " ",
  '\\"',
  "\\u202e",
  "\\ud800",
  "é",
  "\u2028",
  "5-",
  ",",
  '{"',
  "[",
  "]",
  "/",
  "~",
);
const long = fc.tuple(unit, size).map(([text, times]) => text.repeat(times));
const deep = fc
  .tuple(
    fc.constantFrom(["[", "]"], ['{"a":', "}"], ['[{"a":', "}]"]),
    size,
    fc.constantFrom("1", "", "x", '"'),
    fc.nat(2),
  )
  .map(([[open = "", close = ""], levels, inner, end]) => open.repeat(levels) + inner + close.repeat(end * levels));
const many = fc
  .tuple(size, fc.constantFrom("x", "refid", "pancard", "__proto__"), fc.boolean())
  .map(([count, name, isSame]) =>
    JSON.stringify(Array.from({ length: Math.min(count, 20_000) }, (_, at) => at)).replace(
      /\d+/g,
      (at) => `{"${name}${isSame ? "" : at}":${at}}`,
    ),
  );
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }).map((any) => JSON.stringify(any)),
  long.map((text) => `"${text}"`),
  deep,
  many,
  fc.constantFrom("1e400", "-0", "9".repeat(5_000), "0.1e-99999", '"ABCPE1234F"', '"98765 43210"'),
);

/** A body that is right but for one member, which is another value, given twice, or comes on top. */
function nearly(right: object): fc.Arbitrary<string> {
  const names = [...Object.keys(right), "other", "constructor", "\\u0072efid"];
  return fc.tuple(fc.constantFrom(...names), value, fc.boolean()).map(([name, text, isOnTop]) => {
    const rest = Object.entries(right).filter(([own]) => isOnTop || own !== name);
    return `{${[...rest.map(([own, kept]) => `"${own}":${JSON.stringify(kept)}`), `"${name}":${text}`].join(",")}}`;
  });
}

/** A text with a part left out, doubled or put elsewhere. */
const spoilt = (texts: fc.Arbitrary<string>) =>
  fc.tuple(texts, fc.nat(), fc.nat(30), fc.nat(2)).map(([text, from, length, times]) => {
    const at = from % (text.length + 1);
    return text.slice(0, at) + text.slice(at, at + length).repeat(times) + text.slice(at + length);
  });

const bodyLike = (right: object) =>
  fc.oneof(
    nearly(right),
    spoilt(nearly(right)),
    spoilt(fc.constant(JSON.stringify(right))),
    value,
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  );

const name = fc.oneof(
  fc.stringMatching(/^[!-~]{1,80}$/),
  unit.map((text) => text.repeat(300)),
);
const oddHeader = fc.oneof(
  name.map((text) => `x-understudy-session: ${text}`),
  name.map((text) => `x-understudy-fault: no-such-fault-${text}`),
  fc.tuple(fc.stringMatching(/^[a-z-]{1,60}$/), name).map(([field, text]) => `x-${field}: ${text}`),
  fc.constantFrom("Expect: 100-continue", "Content-Encoding: gzip", "Transfer-Encoding: chunked", "Content-Length: 9"),
);
const oddHeaders = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(oddHeader, { maxLength: 40 }));

/** Calls to the vendors' APIs. @param token one that is valid while they are sent */
export function vendorCalls({ vendor, credentials }: Addresses, token: string): fc.Arbitrary<Sent> {
  const json = "Content-Type: application/json";
  const bearer = `Authorization: Bearer ${token}`;
  const keys = Object.entries(credentials.iserveu).map(([field, text]) => `${field}: ${text}`);
  const kinds = [
    { path: "/understudy/bos/token", headers: [json], right: credentials.bos },
    { path: "/api/BOS/Status", headers: [json, bearer], right: bodies.status },
    { path: "/api/BOS/PanNewGenerate", headers: [json, bearer], right: bodies.url },
    { path: "/apiAgentOnboarding/externalonboard", headers: [json, ...keys], right: bodies.register },
  ];
  const call = ({ path, headers, right }: (typeof kinds)[number]) =>
    fc
      .tuple(bodyLike(right), oddHeaders, fc.oneof({ weight: 5, arbitrary: fc.constant("") }, name))
      .map(([body, odd, tail]) => ({
        port: vendor,
        method: "POST",
        path: encodeURI(tail === "" ? path : `${path}?${tail}`),
        headers: [...headers, ...odd],
        body: Buffer.from(body),
      }));
  return fc.oneof(...kinds.map(call));
}

/** Calls to the control API, about a sandbox of their own: a fault or a clock that they set is not met by the others. */
export function controlCalls({ control, controlToken }: Addresses, sandbox: string): fc.Arbitrary<Sent> {
  const rights: [string, string, object][] = [
    ["PUT", "/clock", { at: "2030-01-01T00:00:00.000Z" }],
    ["POST", "/clock/advance", { seconds: 5 }],
    ["PATCH", "/profile", { "ISU-PINCODE-TYPE": "digits" }],
    ["POST", "/faults", { kind: "latency", delayMs: 1, times: 1 }],
    ["POST", "/seed", { refids: ["one"] }],
    ["PUT", "/snapshot", { version: 2, claims: [], tokens: [] }],
    ["GET", "/journal", {}],
    ["GET", "/journal/count", {}],
    ["GET", "/snapshot", {}],
    ["GET", "/sessions", {}],
    ["POST", "/reset", {}],
  ];
  const call = ([method, path, right]: (typeof rights)[number]) =>
    fc.tuple(bodyLike(right), oddHeaders, name).map(([body, odd, tail]) => ({
      port: control,
      method,
      path: `${path}?sandbox=${sandbox}${body.length % 3 === 0 ? `&${encodeURI(tail)}` : ""}`,
      headers: [`Authorization: Bearer ${controlToken}`, "Content-Type: application/json", ...odd],
      body: Buffer.from(method === "GET" ? "" : body),
    }));
  return fc.oneof(...rights.map(call));
}
