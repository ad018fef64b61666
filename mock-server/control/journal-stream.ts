import type { ServerResponse } from "node:http";
import type { components } from "../../spec/generated/control.ts";
import type { Journal, Placed } from "../journal/journal.ts";
import type { JournalEntry } from "../journal/journal-entry.ts";
import { type JournalQuery, matcherOf } from "../journal/journal-query.ts";
import { defined } from "./control-call.ts";

/** How many journals may be listened to at once. */
export const maximumStreams = 100;

const pageLength = 1_000;

export interface JournalStreamsOptions {
  /** Ends every stream: a server that stops must not wait for listeners. */
  stopping?: AbortSignal | undefined;
  /** Between two comments that keep a quiet connection open, in milliseconds; 15 s unless told otherwise. */
  heartbeatMs?: number | undefined;
}

/** One listener: what it wants, and whether the world it listens to still is one. */
export interface Listening {
  journal: Journal;
  /** With `since` the kept entries come first; `limit` does not count. */
  query: JournalQuery;
  isCurrent: () => boolean;
}

/** The server-sent events (WHATWG HTML, section 9.2) of journals. */
export class JournalStreams {
  readonly #open = new Set<ServerResponse>();
  readonly #options: JournalStreamsOptions;

  constructor(options: JournalStreamsOptions = {}) {
    this.#options = options;
    options.stopping?.addEventListener("abort", () => {
      for (const response of this.#open) response.end();
    });
  }

  get isFull(): boolean {
    return this.#open.size >= maximumStreams;
  }

  /** Answers with a stream that goes on until the caller, the world or the server ends. */
  play(response: ServerResponse, listening: Listening): void {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store" });
    response.flushHeaders();
    if (this.#options.stopping?.aborted) {
      response.end();
      return;
    }
    this.#open.add(response);
    const end = follow(response, listening, this.#options.heartbeatMs ?? 15_000);
    response.once("close", () => {
      end();
      this.#open.delete(response);
    });
  }
}

/**
 * Writes entries for as long as the client keeps up. One that falls behind is read on for from the journal's own ring,
 * so that nothing is ever buffered for it but what one write leaves over; one that does not read at all is cut off.
 * @returns what ends it
 */
function follow(response: ServerResponse, { journal, query, isCurrent }: Listening, heartbeatMs: number): () => void {
  const matches = matcherOf(query);
  // By place: entries are not always written in the order of their ids.
  let last = query.since === undefined ? 0 : journal.placeOf(query.since);
  let isBehind = query.since !== undefined;
  let isStuck = false;
  let page: Placed[] = [];

  const write = (entry: JournalEntry, place: number): boolean => {
    last = place;
    return response.write(eventOf(entry));
  };
  const catchUp = () => {
    isStuck = false;
    while (isBehind) {
      if (page.length === 0) page = journal.readOn({ ...query, limit: pageLength }, last).reverse();
      const next = page.pop();
      if (!next) isBehind = false;
      else if (!write(...next)) return;
    }
  };
  const unsubscribe = journal.subscribe((entry, place) => {
    // Up to the last place they were read from the ring before they were told of.
    if (!isBehind && place > last && matches(entry)) isBehind = !write(entry, place);
  });
  const heartbeat = setInterval(() => {
    if (!isCurrent()) response.end();
    else if (!response.writableNeedDrain) response.write(":\n\n");
    else if (isStuck) response.destroy();
    else isStuck = true;
  }, heartbeatMs);

  response.on("drain", catchUp);
  catchUp();
  return () => {
    clearInterval(heartbeat);
    unsubscribe();
  };
}

function eventOf(entry: JournalEntry): string {
  return `id: ${entry.id}\ndata: ${JSON.stringify(entryBody(entry))}\n\n`;
}

/** An entry as the contract has it. */
export function entryBody(entry: JournalEntry): components["schemas"]["JournalEntry"] {
  return defined(entry);
}
