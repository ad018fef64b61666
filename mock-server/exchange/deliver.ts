// A call with a fault goes through three steps:
//
//   1. beforeHandler   waits out a delay, answers in the vendor's place, or drops the connection. Only `proceed` lets
//                      the handler run; in every other case nothing is judged and nothing is claimed.
//   2. the handler     decides as always; it knows nothing of faults.
//   3. deliver         sends the answer, whole or broken, and tells how much of it went out.
//
// `sent` counts what was given to the operating system: whether a client has read it, nobody on this side can know.

import type { ServerResponse } from "node:http";
import type { Fault } from "../world/fault.ts";
import { bodilessStatuses, longestFaultMs } from "../world/fault-check.ts";
import { finished, wait, written } from "./connection.ts";
import type { FaultAnswer } from "./fault-answer.ts";
import { sendJson } from "./send-json.ts";

/** An answer as it goes out. An object is sent as JSON, a string as it is. */
export interface Deliverable {
  status: number;
  body: object | string | undefined;
  headers?: Record<string, string>;
}

/** How much of an answer went out. */
export interface Delivered {
  sent: "whole" | "part" | "nothing";
  /** The text of the body, as it was meant to go out. */
  text: string;
}

/** An answer that nobody was there for. */
export const undelivered: Delivered = { sent: "nothing", text: "" };

/** What happens to a call before its handler: it runs, this answer goes out in its place, or nobody is there any more. */
export type Before = { proceed: true } | { answer: FaultAnswer } | { drop: true };

// Lets the half that was sent arrive: a reset may overtake it.
const graceMs = 20;

/**
 * Plays what a fault does before the handler runs.
 * @param answer what the fault answers in the vendor's place, if it is one that answers; see fault-answer.ts
 * @returns `drop` when the connection is gone: reset by the fault, or left by the client during a delay. There is nobody
 *   to answer then.
 */
export async function beforeHandler(
  response: ServerResponse,
  fault: Fault | undefined,
  answer: FaultAnswer | undefined,
): Promise<Before> {
  if (answer !== undefined) return { answer };
  switch (fault?.kind) {
    case "delay":
      return (await wait(response, fault.ms)) ? { proceed: true } : { drop: true };
    case "reset":
      response.req.socket.resetAndDestroy();
      return { drop: true };
    default:
      return { proceed: true };
  }
}

/**
 * Sends an answer the way a fault makes it arrive, whole and right where there is none. Answers with headers name the
 * fault in `x-understudy-fault`.
 * @returns when it is over: everything given away, or the connection gone
 */
export async function deliver(
  response: ServerResponse,
  answer: Deliverable,
  fault: Fault | undefined,
): Promise<Delivered> {
  const { socket } = response.req;
  if (socket.destroyed || response.headersSent) return undelivered;
  if (fault === undefined && typeof answer.body !== "string") {
    const text = sendJson(response, answer.status, answer.body, answer.headers);
    return { sent: (await finished(response)) ? "whole" : "part", text };
  }
  const text = textOf(answer.body);
  const bytes = Buffer.from(text);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  const start = (length: number, more = {}) => {
    const named = fault === undefined ? {} : { "x-understudy-fault": fault.kind };
    const size = bodilessStatuses.includes(answer.status) ? {} : { "content-length": length };
    response.writeHead(answer.status, { ...entityHeaders(answer), ...size, ...named, ...more });
  };
  const end = async (rest?: Buffer): Promise<Delivered> => {
    response.end(rest);
    return { sent: (await finished(response)) ? "whole" : "part", text };
  };

  switch (fault?.kind) {
    case undefined:
    case "delay":
    case "answer":
    case "example":
    case "rate-limit":
    case "unavailable":
    case "duplicate":
      start(bytes.length);
      return end(bytes);
    case "media-type":
      start(bytes.length, { "content-type": fault.value });
      return end(bytes);
    case "broken-json":
      start(half.length);
      return end(half);
    case "truncate":
      start(bytes.length);
      await written(response, half);
      socket.destroySoon();
      return { sent: "part", text };
    case "reset-midway":
      start(bytes.length);
      await written(response, half);
      await wait(response, graceMs);
      socket.resetAndDestroy();
      return { sent: "part", text };
    case "drip": {
      start(bytes.length);
      response.flushHeaders();
      const size = dropSize(bytes.length, fault);
      for (let at = 0; at < bytes.length; at += size) {
        const stands =
          (await wait(response, fault.everyMs)) && (await written(response, bytes.subarray(at, at + size)));
        if (!stands) return { sent: "part", text };
      }
      return end();
    }
    case "reset":
      socket.resetAndDestroy();
      return { sent: "nothing", text };
    case "lose-answer":
      // An orderly end, as of a server that went down; a reset is another fault.
      socket.destroy();
      return { sent: "nothing", text };
    default:
      return fault satisfies never;
  }
}

/** How many bytes drip at a time: more than asked for where the whole body would take over a minute. */
export function dropSize(length: number, { bytes, everyMs }: { bytes: number; everyMs: number }): number {
  return Math.max(bytes, Math.ceil(length / Math.floor(longestFaultMs / everyMs)));
}

function textOf(body: Deliverable["body"]): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** The answer's headers under lower-case names, so that a Content-Type of its own replaces the usual one. */
function entityHeaders({ body, headers = {} }: Deliverable): Record<string, string> {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (body === undefined) return own;
  const type = typeof body === "string" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
  return { "content-type": type, ...own };
}
