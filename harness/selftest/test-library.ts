import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** An answer of the library before it is sent. */
export interface LibraryAnswer {
  status: number;
  headers: Record<string, string>;
  /** JSON text; empty for no body. */
  body: string;
  delayMs?: number;
}

/** What a test makes of an answer; it may change it in place. */
export type Meddle = (answer: LibraryAnswer, call: string) => void;

/** What of its own rules the library forgets. */
export interface Lapses {
  /** Members and others are served alike. */
  authentication?: boolean;
  /** A loan is shown as it began. */
  state?: boolean;
}

const token = "library-card";
const id = (last: string) => `00000000-0000-4000-8000-00000000000${last}`;
const added = "2026-01-02T03:04:05Z";
const shared = { state: "on-shelf", added, copies: 2 };
const author = { name: "Asha Rao", born: 1950 };
const printed = { isbn: "9780000000001", pages: 312, price: 4.35, shelf: 7, published: "2020-02-29", author };
const described = { site: "https://tides.example/", contact: "asha@tides.example", lendableFor: "P4W" };
const open = { record: "as sent", marks: { torn: false } };
const book = { kind: "book", id: id("1"), title: "Tides", ...shared, ...printed, ...described, ...open };
const disc = { kind: "disc", id: id("2"), title: "Ragas", ...shared, minutes: 61.5, note: null };
const tags = ["sea", "music"];
const set = { kind: "set", id: id("3"), title: "All", ...shared, parts: [book, disc], tags, labels: { room: "two" } };
const items = new Map([book, disc, set].map((item) => [item.id, item]));

/** A library that keeps its contract, test-library.yaml, unless a test meddles. Loans last as long as the server. */
export async function startLibrary(meddle: Meddle = () => {}, lapses: Lapses = {}) {
  const loans = new Map<string, { id: string; item: string; state: string; due: string; fee: number }>();
  const server = createServer(async (request, response) => {
    const { status, body, headers = {} } = await answerTo(request, { loans, lapses });
    const text = body === undefined ? "" : JSON.stringify(body);
    const type = status >= 400 ? "application/problem+json" : "application/json";
    const known: Record<string, string> = { "x-request-id": randomUUID(), "ratelimit-remaining": "99", ...headers };
    const answer: LibraryAnswer = {
      status,
      headers: text === "" ? known : { ...known, "content-type": type },
      body: text,
    };
    meddle(answer, `${request.method} ${request.url}`);
    if (answer.delayMs) await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    inputs: { token, book: book.id, disc: disc.id, set: set.id },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Loans = Map<string, { id: string; item: string; state: string; due: string; fee: number }>;
type Decision = { status: number; body?: unknown; headers?: Record<string, string> };

async function answerTo(request: IncomingMessage, at: { loans: Loans; lapses: Lapses }): Promise<Decision> {
  const { loans, lapses } = at;
  const sent: unknown = request.method === "POST" ? await json(request) : undefined;
  const [, kind, name = ""] = (request.url ?? "").split("/");
  if (kind === "items") {
    const item = items.get(name);
    return item ? { status: 200, body: item } : refused(404, "No such item");
  }
  if (request.headers.authorization !== `Bearer ${token}` && !lapses.authentication) {
    return { ...refused(401, "Members only"), headers: { "www-authenticate": "Bearer" } };
  }
  if (request.method === "POST") {
    const { item } = sent as { item: unknown };
    if (typeof item !== "string") return refused(422, "item is no text");
    if ([...loans.values()].some((loan) => loan.item === item && loan.state === "open")) return refused(409, "On loan");
    const loan = { id: randomUUID(), item, state: "open", due: "2026-02-02T03:04:05Z", fee: 0 };
    loans.set(loan.id, loan);
    return { status: 201, body: loan, headers: { location: `/loans/${loan.id}` } };
  }
  const loan = loans.get(name);
  if (!loan) return refused(404, "No such loan");
  if (request.method === "GET") return { status: 200, body: lapses.state ? { ...loan, state: "open" } : loan };
  if (loan.state === "returned") return refused(404, "Given back already");
  loan.state = "returned";
  return { status: 202, headers: { "retry-after": "60" } };
}

function refused(status: number, title: string): Decision {
  return { status, body: { title, status } };
}
