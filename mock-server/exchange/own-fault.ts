// A fault of ours, be it ever so unlikely: it is told as plainly as anything else that happens to a call.

import type { Request, Response } from "express";
import type { Scrub } from "../../spec/scrub.ts";
import type { RawExchange } from "../journal/journal-entry.ts";
import { errorLog, type Log } from "../journal/log.ts";
import type { Call } from "../vendors/call.ts";
import type { Envelope, Vendor } from "../vendors/vendor.ts";
import type { Played } from "../vendors/vendors.ts";
import type { World } from "../world/world.ts";
import { deliver } from "./deliver.ts";
import { problemAnswersAt } from "./problem-answer.ts";

/** How far a call has come. */
export interface Course {
  /** When it came in, as `performance.now()` tells it. */
  started: number;
  /** Where it happens, as far as that is known. */
  world: World;
  call?: Call;
  /** What has gone out. */
  answered?: RawExchange["response"];
}

/** A call that something of ours failed at. */
export interface Failed extends Course {
  error: unknown;
  vendor: Vendor | undefined;
  played: Played | undefined;
  /** Where it is told; standard error unless told otherwise. */
  log: Log | undefined;
  /** Masks by value. */
  by: Scrub;
}

const refusal = { got: "Understudy itself failed; this is not the vendor's behaviour", change: "report it, please" };

/**
 * Tells of a fault of ours: to the log, to the caller in the shape of the vendor's failures where no answer has gone out
 * yet, and in the journal, from where the metrics count it.
 */
export async function ownFault(request: Request, response: Response, failed: Failed): Promise<void> {
  const { error, world, vendor, played, call, by, log = errorLog } = failed;
  const { method, originalUrl: url, path, headers } = request;
  log.failed(error, { method, url, by });
  const envelope: Envelope | undefined = played?.envelope ?? vendor;
  const body = envelope?.failure(refusal.got, 500);
  const answer = body ? { status: 500, body } : problemAnswersAt(path, by).ownFault(refusal);
  // Half of an answer cannot be finished: the client is to see that it is none.
  if (response.headersSent && !response.writableEnded) response.destroy();
  const { sent, text } = await deliver(response, answer, undefined);
  const failure = { status: 500, headers: "headers" in answer ? (answer.headers ?? {}) : {}, body: text };
  world.journal.exchange({
    operation: played?.operation.id,
    // Not looked into: that may be what failed.
    request: { method, url, headers, body: { bytes: call?.body.length ?? 0, json: undefined } },
    response: sent === "nothing" ? failed.answered : failure,
    answer: refusal,
    durationMs: performance.now() - failed.started,
  });
}
