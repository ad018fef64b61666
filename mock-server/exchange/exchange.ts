import type { Request, Response } from "express";
import type { Ledger } from "../../spec/ledger.ts";
import { printable } from "../../spec/words/printable.ts";
import { type Explanation, explain } from "../journal/explanation.ts";
import type { Log } from "../journal/log.ts";
import { type NearMiss, nearMiss } from "../journal/near-miss.ts";
import { Call } from "../vendors/call.ts";
import type { Envelope, Vendor } from "../vendors/vendor.ts";
import type { Cast, Played } from "../vendors/vendors.ts";
import { describeFault } from "../world/armed-faults.ts";
import type { Fault } from "../world/fault.ts";
import type { Sandbox, SandboxSettings } from "../world/sandbox.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import type { World } from "../world/world.ts";
import { askedSession } from "./asked-session.ts";
import { endGently } from "./connection.ts";
import { isPreflight, preflightAdvice } from "./cors.ts";
import { beforeHandler, deliver, undelivered } from "./deliver.ts";
import type { FaultAnswer, FaultAnswers } from "./fault-answer.ts";
import { type Course, ownFault } from "./own-fault.ts";
import { type ProblemAnswers, problemAnswersAt } from "./problem-answer.ts";
import { maximumBodyBytes, type ReceivedBody, readBody } from "./read-body.ts";
import { type MagicOptions, requestedFault, stillStrikes } from "./requested-fault.ts";

/** How the vendors' calls are served. */
export interface VendorAppOptions {
  /** The vendors that answer; all there are unless told otherwise. */
  vendors?: readonly Vendor[];
  /** How long a request body may take to arrive, in milliseconds. */
  bodyTimeoutMs?: number;
  /** The origins whose pages may call from a browser, `*` for all; none unless told otherwise. */
  cors?: readonly string[];
  /** Which faults a call may ask for by itself; all unless told otherwise. */
  magic?: MagicOptions;
  /** Where our own faults are told; standard error unless told otherwise. */
  log?: Log;
  /** Whether calls should be sent here, for `/readyz`; always unless told otherwise. */
  ready?: () => boolean;
}

/** What a path and method lead to: an operation, or an answer that says what should have been called. */
export interface Route {
  /** In whose words it is answered; `undefined` where it is nobody's. */
  vendor: Vendor | undefined;
  played: Played | undefined;
  decide(call: Call, world: World): Promise<FaultAnswer>;
}

/** A route with all that serving it needs. */
export interface Served extends Route {
  sandboxes: Sandboxes;
  cast: Cast;
  faultAnswers: FaultAnswers;
  options: VendorAppOptions;
}

/** One exchange from its first byte to its journal entry, whatever happens on the way. */
export async function serve(request: Request, response: Response, exchange: Served): Promise<void> {
  const { vendor, played, sandboxes, options } = exchange;
  const course: Course = { started: performance.now(), world: sandboxes.named([]).main };
  try {
    await carryOut(request, response, { ...exchange, course });
  } catch (error) {
    await ownFault(request, response, {
      ...course,
      error,
      vendor,
      played,
      log: options.log,
      by: sandboxes.settings.mask.by,
    });
  }
}

async function carryOut(request: Request, response: Response, exchange: Served & { course: Course }): Promise<void> {
  const { vendor, played, cast, sandboxes, course } = exchange;
  const { method, originalUrl: url, path } = request;
  const received = await readBody(request, { timeoutMs: exchange.options.bodyTimeoutMs });
  // A body that was not read to its end must not be taken for the next request.
  if ("problem" in received) endGently(request);
  const call = new Call(request.headers, "bytes" in received ? received.bytes : Buffer.alloc(0));
  course.call = call;
  const sandbox = sandboxOf(call, exchange);
  const session = askedSession(request.headers);
  const world = await sandbox.worldFor("name" in session ? session.name : undefined);
  course.world = world;

  const asked = "problem" in received ? {} : faultFor(call, world, exchange);
  const given =
    "problem" in received
      ? unread((played?.envelope ?? vendor)?.answers ?? problemAnswersAt(path, sandboxes.settings.mask.by), received)
      : await answerFor(response, { fault: asked.fault, instead: asked.answer }, () => exchange.decide(call, world));
  // What a fault gives is sent as it was asked for.
  const answer = given?.reason && vendor?.finished ? vendor.finished(given, world.profile) : given;
  const striking = answer && (await stillStrikes(asked.fault, isSuccess(answer, vendor), world.store));
  const leave = isPreflight(request) ? preflightAdvice(request.headers) : undefined;
  const near = played ? undefined : nearMiss(method, path, cast.known);
  const missed = near && leave ? { ...near, change: `${near.change}; ${leave}` } : near;
  const id = world.journal.nextId();
  const { explanation, headers } = besideBody(answer, sandboxes.settings, { id, world, missed, played });
  const { sent, text } = answer ? await deliver(response, { ...answer, headers }, striking) : undelivered;
  const durationMs = performance.now() - course.started;
  course.answered = answer && sent !== "nothing" ? { status: answer.status, headers, body: text } : undefined;

  // After the answer: what a refused caller is told, and when, must not depend on it.
  const change = leave ?? (answer?.reason && (await played?.advise?.(answer.reason, { call, world, sandboxes })));

  const json = call.body.length > 0 ? call.json() : undefined;
  const raw = {
    operation: played?.operation.id,
    request: { method, url, headers: request.headers, body: { bytes: call.body.length, json } },
    response: course.answered,
    answer: explanation && (change === undefined ? explanation : { ...explanation, change }),
    // A lost answer that was not lost this time is no fault.
    fault: asked.fault && answer && striking === undefined ? undefined : asked.description,
    nearMiss: missed,
    durationMs,
  };
  world.journal.exchange(raw, id);
}

/** Whose call this is, as far as it says so itself: the vendor's way of saying it first, then any other vendor's. */
function sandboxOf(call: Call, { vendor, played, sandboxes, cast }: Served): Sandbox {
  const others = played ? [] : cast.vendors.filter((other) => other !== vendor);
  const names = [...(vendor ? [vendor] : []), ...others].map((each) => ({
    vendor: each.name,
    caller: each.callerOf(call, played?.operation.id),
  }));
  return sandboxes.named(names);
}

interface Asked {
  fault?: Fault;
  description?: string;
  /** What goes out in the vendor's place. */
  answer?: FaultAnswer | undefined;
}

/** The fault that strikes a call: the one it asks for by itself, otherwise one that is armed. */
function faultFor(call: Call, { faults, profile }: World, { played, faultAnswers, options }: Served): Asked {
  if (!played) return {};
  const { id } = played.operation;
  const session = askedSession(call.headers);
  const requested =
    "problem" in session ? session : requestedFault(call, played, options.magic ?? { values: true, header: true });
  if (requested && "problem" in requested) {
    return { answer: faultAnswers.failure(id, profile, { status: 400, refusal: requested.problem }) };
  }
  const taken = requested
    ? { fault: requested.fault, description: describeFault(requested.fault) }
    : faults.take(id, (fault) => faultAnswers.canPlay(fault, id));
  if (!taken) return {};
  const { fault, description } = taken;
  return { fault, description, answer: faultAnswers.of(fault, id, profile) };
}

/** The vendor's answer, or what a fault gives in its place; `undefined` when the connection is gone. */
async function answerFor(
  response: Response,
  { fault, instead }: { fault: Fault | undefined; instead: FaultAnswer | undefined },
  decide: () => Promise<FaultAnswer>,
): Promise<FaultAnswer | undefined> {
  const before = await beforeHandler(response, fault, instead);
  if ("proceed" in before) return decide();
  return "answer" in before ? before.answer : undefined;
}

/** Whether an answer means that the call did what it asked for. */
function isSuccess({ status, reason }: FaultAnswer, vendor: Vendor | undefined): boolean {
  return status === 200 && reason !== undefined && vendor?.successes.includes(reason.rule) === true;
}

/**
 * What stands beside a body: under which id the journal has the exchange; the rule that decided and its grade, where a rule
 * did; and what should have been called, where it was no operation.
 */
function besideBody(
  answer: FaultAnswer | undefined,
  { ledger, mask }: SandboxSettings,
  { id, world, missed, played }: { id: number; world: World; missed: NearMiss | undefined; played: Played | undefined },
): { explanation: Partial<Explanation> | undefined; headers: Record<string, string> } {
  const explanation = explanationOf(answer, ledger, world);
  const { rule, grade, change } = explanation ?? {};
  const hint = played ? undefined : (missed?.change ?? change);
  const headers = {
    ...answer?.headers,
    "x-understudy-exchange": String(id),
    ...(rule && grade ? { "x-understudy-rule": rule, "x-understudy-grade": grade } : {}),
    ...(hint ? { "x-understudy-hint": headerText(mask.by.scrub(hint)) } : {}),
  };
  return { explanation, headers };
}

function explanationOf(
  answer: FaultAnswer | undefined,
  ledger: Ledger,
  { profile }: World,
): Partial<Explanation> | undefined {
  return answer?.reason ? explain(answer.reason, ledger, profile) : answer?.refusal;
}

/** The longest hint, in characters: a near miss is shorter. */
const longestHint = 1_000;

/** A text as a header carries it: visible ASCII and blanks (RFC 9110, section 5.5). */
function headerText(text: string): string {
  return printable(text)
    .replace(/[^\x20-\x7e]/gu, "?")
    .slice(0, longestHint);
}

function unread(
  answers: Envelope["answers"] | ProblemAnswers,
  { problem }: Extract<ReceivedBody, { problem: string }>,
): FaultAnswer | undefined {
  const closing = (answer: FaultAnswer): FaultAnswer => ({
    ...answer,
    headers: { ...answer.headers, Connection: "close" },
  });
  switch (problem) {
    case "too-large":
      return closing(answers.bodyTooLarge({ got: `Body is over ${maximumBodyBytes} bytes`, change: "send less" }));
    case "timeout":
      return closing(answers.bodyTimeout({ got: "Body did not arrive in time", change: "send it at once" }));
    case "aborted":
      return undefined;
    default:
      return problem satisfies never;
  }
}
