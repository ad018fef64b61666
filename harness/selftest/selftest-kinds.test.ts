// Every kind of drift and of harmless change that runners are compared by, each planted by hand into a library that runs,
// and met by its scenarios over HTTP. selftest derives its faults by itself; these are here to check on both.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadLedger } from "../../spec/ledger.ts";
import { defaultJudgeConfig } from "../judge/judge-config.ts";
import { run } from "../run/run.ts";
import { loadScenarios } from "../scenario/load-scenario.ts";
import { type Lapses, type LibraryAnswer, type Meddle, startLibrary } from "./test-library.ts";

const scenarios = loadScenarios([fileURLToPath(new URL("./test-library.arazzo.yaml", import.meta.url))]);
const ledger = loadLedger();

/** Runs the scenarios. @returns every finding as "step check where", and every end that is no answer as "step verdict" */
async function found(meddle: Meddle, lapses: Lapses = {}, timeLimit?: number): Promise<string[]> {
  await using library = await startLibrary(meddle, lapses);
  const target = { name: "library", servers: { library: library.url } };
  const judgeConfig = { ...defaultJudgeConfig, timeLimit: () => timeLimit };
  const events = run({ scenarios, target, seed: 1, inputs: library.inputs, ledger, judgeConfig });
  const lines: string[] = [];
  for await (const event of events) {
    if (event.type !== "step-finished") continue;
    const { stepId, verdict, findings } = event.outcome;
    lines.push(...findings.map(({ check, where }) => `${stepId} ${check} ${where}`));
    if (findings.length === 0 && verdict !== "pass") lines.push(`${stepId} ${verdict}`);
  }
  return lines;
}

// biome-ignore lint/suspicious/noExplicitAny: a fault puts in what it likes
type Body = any;

/** Changes the JSON of some answers. */
const json = (applies: (body: Body, call: string) => boolean, change: (body: Body) => unknown): Meddle => {
  return (answer, call) => {
    if (answer.body === "") return;
    const body = JSON.parse(answer.body);
    if (applies(body, call)) answer.body = JSON.stringify(change(body));
  };
};
const inBook = (change: (body: Body) => unknown) => json((body) => body.kind === "book", change);
const inDisc = (change: (body: Body) => unknown) => json((body) => body.kind === "disc", change);
const inSet = (change: (body: Body) => unknown) => json((body) => body.kind === "set", change);
const inLoan = (change: (body: Body) => unknown) => json((body) => body.due !== undefined, change);
const inRefusal = (change: (body: Body) => unknown) => json((body) => body.title === "No such item", change);
const without = (body: object, ...names: string[]) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** Changes anything of the answers to some calls that have some status. */
const at = (call: string, status: number, change: (answer: LibraryAnswer) => Partial<LibraryAnswer>): Meddle => {
  return (answer, other) => {
    if (other.startsWith(call) && answer.status === status) Object.assign(answer, change(answer));
  };
};
const book = "GET /items/00000000-0000-4000-8000-000000000001";
const header = (name: string, value: string): Meddle =>
  at(book, 200, ({ headers }) => ({ headers: { ...headers, [name]: value } }));
const noHeader = (name: string): Meddle => at(book, 200, ({ headers }) => ({ headers: without(headers, name) }));
const text = (change: (body: string) => string): Meddle => at(book, 200, ({ body }) => ({ body: change(body) }));

const drifts: [kind: string, planted: Meddle, finding: string][] = [
  // Body: 23
  ["required member missing, top", inBook((body) => without(body, "isbn")), "book body /isbn"],
  ["required member missing, nested", inBook((body) => ({ ...body, author: {} })), "book body /author/name"],
  ["wrong type, top", inBook((body) => ({ ...body, pages: "312" })), "book body /pages"],
  ["wrong type, nested", inBook((body) => ({ ...body, author: { name: 7 } })), "book body /author/name"],
  ["new enum value", inBook((body) => ({ ...body, state: "lost" })), "book body /state"],
  ["enum value in another case", inBook((body) => ({ ...body, state: "On-Shelf" })), "book body /state"],
  ["null", inBook((body) => ({ ...body, title: null })), "book body /title"],
  ["pattern", inBook((body) => ({ ...body, isbn: "978-0-00-000000-1" })), "book body /isbn"],
  ["length, too short", inBook((body) => ({ ...body, title: "T" })), "book body /title"],
  ["length, too long", inBook((body) => ({ ...body, title: "T".repeat(61) })), "book body /title"],
  ["minimum", inBook((body) => ({ ...body, pages: 0 })), "book body /pages"],
  ["minItems", inSet((body) => ({ ...body, tags: [] })), "set body /tags"],
  ["uniqueItems", inSet((body) => ({ ...body, tags: ["sea", "sea"] })), "set body /tags"],
  ["fraction for integer", inBook((body) => ({ ...body, pages: 312.5 })), "book body /pages"],
  ["format uuid", inLoan((body) => ({ ...body, id: body.id.slice(1) })), "borrow body /id"],
  ["format date-time", inLoan((body) => ({ ...body, due: "2026-02-02" })), "borrow body /due"],
  ["oneOf matching nothing", inBook(() => "a book"), "book body "],
  ["unknown discriminator", inBook((body) => ({ ...body, kind: "novel" })), "book body /kind"],
  ["array for object", inLoan((body) => [body]), "borrow body "],
  ["empty body", text(() => ""), "book media-type "],
  ["broken JSON", text((body) => body.slice(0, -1)), "book body "],
  [
    "recursive schema",
    inSet((body) => ({ ...body, parts: [body.parts[0], { ...body.parts[1], minutes: "61" }] })),
    "set body /parts/1/minutes",
  ],
  ["error body of the wrong shape", inRefusal(({ title }) => ({ message: title })), "unknown body /title"],
  // Undocumented members: 4
  ["undocumented member, top", inLoan((body) => ({ ...body, extra: 1 })), "borrow undocumented-member /extra"],
  [
    "undocumented member, nested",
    inBook((body) => ({ ...body, author: { ...body.author, died: 2020 } })),
    "book undocumented-member /author/died",
  ],
  ["undocumented member inside oneOf", inDisc((body) => ({ ...body, pages: 1 })), "disc undocumented-member /pages"],
  ["undocumented member in an error", inRefusal((body) => ({ ...body, code: 1 })), "unknown undocumented-member /code"],
  // Status: 3
  ["undocumented status", at(book, 200, () => ({ status: 302 })), "book status status"],
  ["wrong 2xx", at("POST /loans", 201, () => ({ status: 200 })), "borrow status status"],
  ["out of the range 4XX", at("DELETE", 404, () => ({ status: 302 })), "give-back-again status status"],
  // Media type: 4
  ["media type wrong", header("content-type", "text/html"), "book media-type content-type"],
  ["media type absent", noHeader("content-type"), "book media-type content-type"],
  ["media type vendor +json", header("content-type", "application/vnd.library+json"), "book media-type content-type"],
  [
    "error with the plain type",
    at("POST", 409, ({ headers }) => ({ headers: { ...headers, "content-type": "application/json" } })),
    "borrow-again media-type content-type",
  ],
  // Headers: 3
  ["header missing", noHeader("ratelimit-remaining"), "book header ratelimit-remaining"],
  ["header malformed, type", header("ratelimit-remaining", "many"), "book header ratelimit-remaining"],
  ["header malformed, format", header("x-request-id", "42"), "book header x-request-id"],
];

const behaviours: [kind: string, planted: Meddle, lapses: Lapses, finding: string][] = [
  ["authentication not enforced", () => {}, { authentication: true }, "no-member security status"],
  ["state stale", () => {}, { state: true }, "look-again criterion /state"],
  ["value sent not echoed", inLoan((body) => ({ ...body, item: body.id })), {}, "borrow echo /item"],
  [
    "id changed",
    json(
      (body, call) => call.startsWith("GET") && body.due,
      (body) => ({ ...body, id: body.item }),
    ),
    {},
    "look echo /id",
  ],
  ["slow answer", at(book, 200, () => ({ delayMs: 150 })), {}, "book time time"],
  [
    "integer beyond 2^53",
    text((body) => body.replace('"copies":2', '"copies":9007199254740993')),
    {},
    "book json /copies",
  ],
  ["duplicate member names", text((body) => body.replace("{", '{"pages":1,')), {}, "book json /pages"],
];

test("the kinds are those of the comparison: 37 in the contract, 7 of behaviour and fidelity", () => {
  expect(new Set(drifts.map(([kind]) => kind)).size).toBe(37);
  expect(new Set(behaviours.map(([kind]) => kind)).size).toBe(7);
});

test.each(drifts)("drift: %s", async (_kind, planted, finding) => {
  expect((await found(planted))[0]).toBe(finding);
});

test.each(behaviours)("behaviour: %s", async (kind, planted, lapses, finding) => {
  expect((await found(planted, lapses, kind === "slow answer" ? 100 : undefined))[0]).toBe(finding);
});

const types = (change: (type: string) => string): Meddle => {
  return ({ headers }) => {
    const type = headers["content-type"];
    if (type !== undefined) headers["content-type"] = change(type);
  };
};
const texts = (change: (body: string) => string): Meddle => {
  return (answer) => {
    if (answer.body !== "") answer.body = change(answer.body);
  };
};
const inItem = (change: (body: Body) => unknown) => json((body) => body.kind !== undefined, change);
const harmless: [kind: string, planted: Meddle][] = [
  ["charset parameter", types((type) => `${type}; charset=utf-8`)],
  ["upper-case media type", types((type) => type.toUpperCase())],
  ["extra headers", ({ headers }) => void Object.assign(headers, { "x-served-by": "shelf 7" })],
  ["1.0 for an integer", texts((body) => body.replace(/"(copies|fee|pages|status)":(\d+)/g, '"$1":$2.0'))],
  ["date-time offset", inItem((body) => ({ ...body, added: "2026-01-02T08:34:05.678+05:30" }))],
  ["allowed null", inItem((body) => ({ ...body, note: null }))],
  ["map keys", inItem((body) => ({ ...body, labels: { "any key/é": "x", "": "y" } }))],
  ["byte order mark", texts((body) => `\uFEFF${body}`)],
  ["white space", texts((body) => `\r\n${JSON.stringify(JSON.parse(body), null, "\t")}\n`)],
  ["members in another order", texts((body) => JSON.stringify(reversed(JSON.parse(body))))],
  ["optional members left out", inItem((body) => without(body, "tags", "labels", "note"))],
  // A response without content says nothing about a body.
  ["a body that nothing is said about", at("DELETE", 202, () => ({ body: "{}" }))],
  // The scenario asks for 404; the contract for any of the range.
  ["a status in the range 4XX", at("GET /items/nothing", 404, () => ({ status: 410 }))],
];

function reversed(body: object): object {
  return Object.fromEntries(Object.entries(body).reverse());
}

test.each(harmless)("harmless: %s", async (kind, planted) => {
  const raised = await found(planted);
  expect(raised).toEqual(kind.startsWith("a status") ? ["unknown criterion status"] : []);
});

test("nothing planted: nothing found", async () => {
  expect(await found(() => {})).toEqual([]);
  expect(harmless).toHaveLength(13);
});
