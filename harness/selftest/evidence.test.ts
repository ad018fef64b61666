// What is secret or personal in every place of an exchange, right and wrong: the recording of it is judged to the same words.
import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import type { StepOutcome } from "../event.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { judgeOf } from "../judge/judge.ts";
import { judgeConfigOf, judgedNames } from "../judge/judge-config.ts";
import { lossOf } from "./evidence.ts";

const secret = "x-sensitive: secret";
const contract = contractOf(
  parseSource(
    "c.yaml",
    `openapi: 3.1.0
info: { title: T, version: "1" }
security: [{ bearer: [], key: [], session: [] }]
paths:
  /people/{phone}:
    post:
      operationId: change
      parameters:
        - { name: phone, in: path, required: true, schema: { type: string, pattern: "^[0-9]{10}$" } }
        - { name: email, in: query, required: true, schema: { type: string, pattern: "@" } }
        - { name: page, in: query, schema: { type: integer } }
        - { name: X-Token, in: header, schema: { type: string, minLength: 8 } }
        - { name: token, in: cookie, schema: { type: string, minLength: 8 } }
      requestBody:
        content:
          application/json:
            schema: { type: object, properties: { pan: { type: string, minLength: 10, ${secret} }, n: { type: integer } } }
      responses:
        "200":
          description: D.
          headers: { X-Secret: { schema: { type: string, minLength: 8 } }, X-Open: { schema: { type: integer } } }
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties:
                  id: { type: integer }
                  pan: { type: string, minLength: 10, x-echo: /pan, ${secret} }
                  pin: { type: integer, maximum: 999999, ${secret} }
                  code: { enum: ["a-code", "b-code"], ${secret} }
                  people: { uniqueItems: true, items: { type: object, properties: { name: { type: string, ${secret} } } } }
                  person: { const: { name: a-name } }
                  either:
                    oneOf:
                      - { required: [token], properties: { token: { const: one-token } } }
                      - { required: [token], properties: { token: { const: other-token } } }
                additionalProperties: false
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    key: { type: apiKey, in: query, name: key }
    session: { type: apiKey, in: cookie, name: session }
`,
  ),
);
const ledger = loadLedger();
const masker = maskerOf(contract);
const config = judgeConfigOf(
  parseSource("j.yaml", "json: { byte-order-mark: warning }\ntime: { limit: 1000 }"),
  judgedNames(ledger, [contract]),
);
const judge = judgeOf(contract, ledger, { masker, profile: defaultProfile(ledger), config });

const pan = "ABCZE1234F";
const sent = { pan, n: 1 };
const answer = {
  id: 1,
  pan,
  pin: 752107,
  code: "a-code",
  people: [{ name: "Ashalata" }, { name: "Dhwanika" }],
  person: { name: "a-name" },
  either: { token: "one-token" },
};

interface Changes {
  url?: string;
  headers?: [string, string][];
  sent?: string;
  status?: number;
  answered?: [string, string][];
  body?: string | Buffer;
  more?: Partial<Exchange["response"]>;
  durationMs?: number;
}

const authorized: [string, string][] = [
  ["Authorization", "Bearer bearer-token"],
  ["Cookie", "session=a-session; token=cookie-token"],
  ["X-Token", "header-token"],
  ["Content-Type", "application/json"],
];

function exchangeOf({ url = "5000000001?email=a@b.example&key=the-key&page=1", ...changes }: Changes): Exchange {
  const { headers = authorized, sent: text = JSON.stringify(sent), status = 200, durationMs = 5, more = {} } = changes;
  const { answered = [["X-Secret", "secret-header"]], body = JSON.stringify(answer) } = changes;
  return {
    request: { method: "POST", url: `http://h/people/${url}`, headers, body: text },
    response: {
      status,
      headers: [["content-type", "application/json"], ...answered],
      body: Buffer.from(body),
      ...more,
    },
    durationMs,
  };
}

/** Without one header, or with another value of it. */
const headers = (name: string, value?: string): [string, string][] => [
  ...authorized.filter(([other]) => other !== name),
  ...(value === undefined ? [] : ([[name, value]] as [string, string][])),
];
const body = (changes: object) => JSON.stringify({ ...answer, ...changes });

// The number of findings is there so that what is thought to be wrong is.
const cases: [name: string, changes: Changes, findings: number][] = [
  ["nothing wrong", {}, 0],
  ["path", { url: "77?email=a@b.example&key=the-key" }, 1],
  ["query", { url: "5000000001?email=nobody&key=the-key" }, 1],
  ["query that is not masked", { url: "5000000001?email=a@b.example&key=the-key&page=x" }, 1],
  ["query that is absent", { url: "5000000001?key=the-key" }, 1],
  ["key that is absent", { url: "5000000001?email=a@b.example" }, 2],
  ["request header", { headers: headers("X-Token", "short") }, 1],
  ["cookie", { headers: headers("Cookie", "session=a-session; token=x") }, 1],
  ["cookie that is absent", { headers: headers("Cookie", "token=cookie-token") }, 2],
  ["no cookies", { headers: headers("Cookie") }, 2],
  ["no authorization", { headers: headers("Authorization") }, 2],
  ["another scheme", { headers: headers("Authorization", "Basic dTpwYXNz") }, 2],
  ["no scheme", { headers: headers("Authorization", "bearer-token") }, 2],
  ["a scheme alone", { headers: headers("Authorization", "Bearer") }, 2],
  ["request body, masked", { sent: '{"pan":"short"}', body: body({ pan: "short" }) }, 2],
  ["request body, not masked", { sent: '{"n":"x"}', body: body({}) }, 1],
  ["request body that is no JSON", { sent: '{"pan":"ABCZE1234F",}' }, 1],
  ["request type", { headers: headers("Content-Type", "text/plain") }, 1],
  ["answer header", { answered: [["X-Secret", "short"]] }, 1],
  ["answer header that is not masked", { answered: [["X-Open", "x"]] }, 1],
  [
    "content coding",
    {
      more: { undecoded: "bytes that are no gzip", body: Buffer.from([1, 2, 3]) },
      answered: [["Content-Encoding", "gzip"]],
    },
    1,
  ],
  ["status", { status: 404 }, 1],
  ["server error", { status: 502 }, 1],
  ["time", { durationMs: 5000 }, 1],
  ["masked type", { body: body({ pin: "752107" }) }, 1],
  ["masked number", { body: body({ pin: 7521070 }) }, 1],
  ["masked number that a double loses", { body: JSON.stringify(answer).replace("752107", "9007199254740993") }, 2],
  ["masked enum", { body: body({ code: "c-code" }) }, 1],
  ["masked null", { body: body({ code: null }) }, 1],
  ["masked empty text", { body: body({ pan: "" }) }, 2],
  ["masked object in place of a text", { body: body({ pan: { a: pan } }) }, 2],
  ["not echoed", { body: body({ pan: "XBCZE1234F" }) }, 1],
  ["not unique", { body: body({ people: [{ name: "Ashalata" }, { name: "Ashalata" }] }) }, 1],
  ["not the object", { body: body({ person: { name: "b-name" } }) }, 1],
  ["no alternative", { body: body({ either: { token: "third-token" } }) }, 1],
  ["undocumented member", { body: body({ token: "a-token", more: { b: 1 } }) }, 2],
  ["a personal name of a member", { body: body({ [pan]: 1 }) }, 1],
  ["member that is missing", { body: body({ id: undefined }) }, 1],
  ["number written as a text", { body: body({ id: "9007199254740993" }) }, 1],
  ["integer that a double loses", { body: JSON.stringify(answer).replace('"id":1', '"id":9007199254740993') }, 1],
  ["member given twice", { body: JSON.stringify(answer).replace('"id":1', '"id":1,"id":2') }, 1],
  ["masked member given twice", { body: JSON.stringify(answer).replace('"pin"', '"pin":1,"pin"') }, 1],
  ["byte order mark", { body: `\uFEFF${JSON.stringify(answer)}` }, 1],
  ["no JSON", { body: `${JSON.stringify(answer)},` }, 1],
  ["no UTF-8", { body: Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff]), Buffer.from('"}')]) }, 1],
  ["no body", { body: "" }, 1],
  ["an array in place of the object", { body: '[{"pan":"ABCZE1234F"}]' }, 1],
  ["a text in place of the object", { body: '"ABCZE1234F"' }, 1],
  ["bytes after the end", { more: { misframed: "3 bytes after the end" } }, 1],
  ["two media types", { answered: [["content-type", "text/plain"]] }, 1],
  [
    "a fraction that a double loses",
    { body: JSON.stringify(answer).replace('"id":1', '"id":1.00000000000000000001') },
    1,
  ],
  ["half of a character", { body: JSON.stringify(answer).replace('"id":1', '"id":"\\ud800"') }, 2],
  ["half of a masked character", { body: JSON.stringify(answer).replace("Dhwanika", "\\ud800") }, 1],
  ["more than are told", { body: body(Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`m${n}`, n]))) }, 101],
  [
    "more than are told, some of them masked",
    {
      body: body({ people: Array.from({ length: 150 }, (_, n) => ({ name: n < 75 ? n : "Ashalata", [`m${n}`]: n })) }),
    },
    176,
  ],
  ["spaces and line breaks", { body: JSON.stringify({ ...answer, id: "1" }, undefined, 2) }, 1],
];

function stepOf(exchange: Exchange, breaksRequest = false): StepOutcome {
  const operation = contract.operations.get("change") ?? expect.fail("no operation");
  const place = { file: "s.yaml", line: 1, column: 1 };
  const isUnavailable = exchange.response.status === 502;
  const { findings } = judge.judge(exchange, { operation, scenario: place, breaksRequest });
  const isBroken = findings.some(({ severity }) => severity === "error");
  return {
    stepId: "s",
    calls: "change",
    place,
    verdict: isUnavailable ? "unavailable" : isBroken ? "drift" : "pass",
    reason: undefined,
    findings: isUnavailable ? [] : findings,
    exchange,
    attempt: 1,
    ...(breaksRequest ? { breaksRequest: true } : {}),
  };
}

const options = { contracts: [contract], masker, judgeOf: () => judge };

test.each(cases)("%s", (name, changes, findings) => {
  const exchange = exchangeOf(changes);
  const step = stepOf(exchange);
  if (name !== "server error")
    expect(step.findings.map(({ check, where }) => `${check} ${where}`)).toHaveLength(findings);
  expect(lossOf([step], options)).toBeUndefined();
  expect(lossOf([stepOf(exchange, true)], options)).toBeUndefined();
});

test("all in one recording, where one exchange may repeat what another has", () => {
  const steps = cases.map(([, changes]) => stepOf(exchangeOf(changes)));
  expect(lossOf(steps, options)).toBeUndefined();
});

test("kept honest: findings that the exchange does not bear out are told as a loss", () => {
  const [, right] = [stepOf(exchangeOf({ status: 404 })), stepOf(exchangeOf({}))];
  expect(
    lossOf([{ ...right, findings: stepOf(exchangeOf({ status: 404 })).findings, verdict: "drift" }], options),
  ).toMatch(/^s \(change\) had\ndrift\nstatus breaks the contract\n[\s\S]*and its recording has\npass$/);
});

test("without an exchange there is nothing to record", () => {
  expect(lossOf([{ ...stepOf(exchangeOf({})), exchange: undefined }], options)).toBeUndefined();
});
