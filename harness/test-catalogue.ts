import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { json } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { loadLedger } from "../spec/ledger.ts";
import { maskerOf } from "../spec/mask.ts";
import { parseSource } from "../spec/source-file.ts";
import type { RunEvent } from "./event.ts";
import { exitCodeOf } from "./exit-code.ts";
import { judgeConfigOf, judgedNames } from "./judge/judge-config.ts";
import { consoleReport } from "./report/console.ts";
import { run } from "./run/run.ts";
import { contractsOf } from "./scenario/scenario.ts";
import { withoutPlaces } from "./test-golden.ts";
import { scenarioOf } from "./test-load.ts";

/** What a correct server answers, before a bug is planted into it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: a bug puts in what it likes
  body: any;
  /** The body as it is sent, in place of `body`. */
  text?: string;
  delayMs?: number;
  /** The connection is cut in place of an answer. */
  isCut?: boolean;
}

/** One bug: it changes an answer in place. */
export type Bug = (answer: Answer) => unknown;

const id = "00000000-0000-4000-8000-000000000001";
const book = {
  ...{ kind: "book", id, title: "Tides", state: "on-shelf", added: "2026-01-02T03:04:05Z", copies: 2 },
  ...{ isbn: "9780000000001", pages: 312, author: { name: "Asha Rao" } },
};
const loan = { id: id.replace(/1$/, "9"), item: id, state: "open", due: "2026-02-02T03:04:05Z", fee: 0 };
export const underProcess = { status: true, response_code: 1, message: "Application is under process at NSDL eGOV" };
const duplicate = { status: "Failed", message: "Duplicate RefID" };

const ledger = loadLedger();

const head = `arazzo: 1.0.1
info: { title: Catalogue, version: "1" }
sourceDescriptions:
  - { name: library, url: selftest/test-library.yaml, type: openapi }
  - { name: vendors, url: ../spec/openapi.yaml, type: openapi }
`;
// Not loaded where it is not called, which saves half the time.
const control = "  - { name: control, url: ../spec/control.yaml, type: openapi }\n";

/** YAML of one workflow. */
const workflow = (name: string, ...steps: string[]): string =>
  [`  - workflowId: ${name}`, "    steps:", ...steps.map((step) => `      - ${step}`), ""].join("\n");

const bearer = "{ name: Authorization, in: header, value: Bearer library-card }";
const readItem = `operationId: $sourceDescriptions.library.readItem, parameters: [{ name: itemId, in: path, value: ${id} }]`;
const wanted = `requestBody: { payload: { item: ${id} } }`;
const checking = `operationId: $sourceDescriptions.vendors.checkPanStatus, parameters: [${bearer}], requestBody: { payload: { refid: R1 } }`;
const first = `{ stepId: first, ${checking}, successCriteria: [{ condition: $statusCode == 200 }] }`;
const asDuplicate = [
  "x-rule: [BOS-DUPLICATE, BOS-DUPLICATE-TRIGGER]",
  "successCriteria: [{ condition: $statusCode == 401 }]",
  "x-alternatives: { BOS-DUPLICATE-TRIGGER: { never: [{ condition: $statusCode == 200 }] } }",
].join(", ");

/** The scenarios that meet the servers: YAML of a workflow each. */
export const workflows = {
  look: workflow("look", `{ stepId: book, ${readItem} }`),
  follow: workflow(
    "follow",
    `{ stepId: book, ${readItem}, outputs: { next: $response.body#/note } }`,
    "{ stepId: next, operationId: $sourceDescriptions.library.readItem, parameters: [{ name: itemId, in: path, value: $steps.book.outputs.next }] }",
  ),
  lend: workflow(
    "lend",
    `{ stepId: borrow, operationId: $sourceDescriptions.library.borrow, parameters: [${bearer}], ${wanted} }`,
  ),
  lendToNobody: workflow("lend", `{ stepId: borrow, operationId: $sourceDescriptions.library.borrow, ${wanted} }`),
  giveBack: workflow(
    "return",
    `{ stepId: back, operationId: $sourceDescriptions.library.giveBack, parameters: [${bearer}, { name: loanId, in: path, value: ${loan.id} }] }`,
  ),
  check: workflow("check", first),
  checkTwice: workflow("check-twice", first, `{ stepId: again, ${checking}, ${asDuplicate} }`),
  clock: workflow("clock", "{ stepId: read, operationId: $sourceDescriptions.control.readClock }"),
};

/**
 * Judges a server by workflows, as `understudy check` does.
 * @param chosen YAML of the workflows
 * @param judge YAML of the judge's configuration
 * @returns what the terminal shows, and the exit code in a last line
 */
export async function shown(chosen: string, bug: Bug = () => {}, judge = "{}"): Promise<string> {
  await using server = await startServer(bug);
  const sources = head + (chosen.includes("$sourceDescriptions.control") ? control : "");
  const scenario = scenarioOf(parseSource("harness/catalogue.arazzo.yaml", `${sources}workflows:\n${chosen}`));
  const contracts = contractsOf([scenario]);
  const chunks: string[] = [];
  const stream = new Writable({ write: (chunk, _encoding, done) => done(void chunks.push(String(chunk))) });
  const report = consoleReport({ stream, masker: maskerOf(...contracts) });
  const events = run({
    scenarios: [scenario],
    target: { name: "a planted server", servers: { library: server.url, vendors: server.url } },
    seed: 1,
    ledger,
    judgeConfig: judgeConfigOf(parseSource("judge.yaml", judge), judgedNames(ledger, contracts)),
  });
  let end: RunEvent | undefined;
  for await (const event of events) {
    report(event);
    end = event;
  }
  if (end?.type !== "run-finished") throw new Error("a run must end");
  return `${withoutChance(chunks.join(""), server.url)}exit code ${exitCodeOf(end.summary)}`;
}

/** Takes out places and what no two runs share: the port, how long things took, and the colours of FORCE_COLOR. */
function withoutChance(text: string, url: string): string {
  return withoutPlaces(stripVTControlCharacters(text))
    .replaceAll(new URL(url).host, "HOST")
    .replace(/(?<! within) \d+(\.\d+)? m?s$/gm, " TIME");
}

/**
 * A library and the vendors' status check in one server. Its answers keep both contracts unless a bug is planted; it asks
 * nobody for credentials.
 */
async function startServer(bug: Bug) {
  const used = new Set<unknown>();
  const server = createServer(async (request, response) => {
    const answer: Answer = { headers: { "content-type": "application/json" }, ...(await correct(request, used)) };
    bug(answer);
    setTimeout(() => send(answer, response), answer.delayMs ?? 0);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send({ isCut, status, headers, body, text }: Answer, response: ServerResponse): void {
  if (isCut) return void response.destroy();
  // What node adds of its own would only make the golden output longer.
  response.sendDate = false;
  for (const name of ["connection", "content-length", "transfer-encoding"]) response.removeHeader(name);
  response.writeHead(status, headers).end(text ?? (body === undefined ? "" : JSON.stringify(body)));
}

type Correct = Pick<Answer, "status" | "body"> & Partial<Answer>;

async function correct(request: IncomingMessage, used: Set<unknown>): Promise<Correct> {
  const sent = request.method === "POST" ? ((await json(request)) as Record<string, unknown>) : {};
  const type = { "content-type": "application/json" };
  switch (request.url) {
    case "/loans":
      return { status: 201, headers: { ...type, location: `/loans/${loan.id}` }, body: { ...loan, item: sent.item } };
    case `/loans/${loan.id}`:
      return { status: 202, headers: {}, body: undefined };
    case "/api/BOS/Status":
      if (used.has(sent.refid)) return { status: 401, body: { ...duplicate } };
      used.add(sent.refid);
      return { status: 200, body: { ...underProcess } };
    default: {
      const headers = { ...type, "x-request-id": id, "ratelimit-remaining": "99" };
      return { status: 200, headers, body: structuredClone(book) };
    }
  }
}
