import type { Request, Response } from "express";
import type { Operation } from "../../spec/contract.ts";
import type { operations } from "../../spec/generated/openapi.ts";
import type { Ledger } from "../../spec/ledger.ts";
import type { Profile } from "../../spec/profile.ts";
import type { Log } from "../journal/log.ts";
import { nearMiss } from "../journal/near-miss.ts";
import { type Answer, bosAnswers, explain, iserveuAnswers, withCodeType } from "../vendors/answer.ts";
import type { Call } from "../vendors/call.ts";
import { describeFault } from "../world/armed-faults.ts";
import type { Fault } from "../world/fault.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import type { World } from "../world/world.ts";
import { beforeHandler, deliver } from "./deliver.ts";
import type { FaultAnswer, FaultAnswers } from "./fault-answer.ts";
import { maximumBodyBytes, type ReceivedBody, readBody } from "./read-body.ts";
import { type MagicOptions, magicBodyOf, magicOf, stillStrikes } from "./requested-fault.ts";

/** Decides a call: request and state in, answer out. */
export type Handler = (call: Call, world: World) => Promise<Answer>;

export interface VendorAppOptions {
  /** How long a request body may take to arrive, in milliseconds. */
  bodyTimeoutMs?: number;
  /** Which faults a call may ask for by itself; all unless told otherwise. */
  magic?: MagicOptions;
  /** Where our own faults are told; standard error unless told otherwise. */
  log?: Log;
  /** Whether calls should be sent here, for `/readyz`; always unless told otherwise. */
  ready?: () => boolean;
}

/** What a path and method lead to: an operation, or an answer that says what should have been called. */
export interface Route {
  operation: Operation | undefined;
  decide: Handler;
}

/** A route with all that serving it needs. */
export interface Served extends Route {
  sandboxes: Sandboxes;
  known: readonly Operation[];
  faultAnswers: FaultAnswers;
  options: VendorAppOptions;
}

/** One exchange from its first byte to its journal entry. */
export async function serve(request: Request, response: Response, exchange: Served): Promise<void> {
  const { operation, sandboxes, known } = exchange;
  const started = performance.now();
  const received = await readBody(request, { timeoutMs: exchange.options.bodyTimeoutMs });
  const call: Call = { headers: request.headers, body: "bytes" in received ? received.bytes : Buffer.alloc(0) };
  const sandbox = sandboxes.whose(operation?.id, call.headers, call.body);
  const world = await sandbox.worldFor([request.headers["x-understudy-session"]].flat()[0]);

  const asked = "problem" in received ? {} : faultFor(call, world, exchange);
  const given =
    "problem" in received
      ? unread(request, received)
      : await answerFor(response, { fault: asked.fault, instead: asked.answer }, () => exchange.decide(call, world));
  // What a fault gives is sent as it was asked for.
  const answer = given?.rule === undefined ? given : withCodeType(given, world.profile);
  const striking = answer && (await stillStrikes(asked.fault, answer, world.store));
  const { explanation, headers } = told(answer, sandboxes.settings.ledger, world.profile);
  const { sent } = answer ? await deliver(response, { ...answer, headers }, striking) : { sent: "nothing" };
  // A body that was not read to its end must not be taken for the next request.
  if ("problem" in received) cutOff(request);

  world.journal.exchange({
    operation: operation?.id,
    request: { method: request.method, url: request.originalUrl, headers: request.headers, body: call.body },
    response: answer && sent !== "nothing" ? { status: answer.status, headers, body: textOf(answer.body) } : undefined,
    answer: explanation,
    // A lost answer that was not lost this time is no fault.
    fault: asked.fault && answer && striking === undefined ? undefined : asked.description,
    nearMiss: operation ? undefined : nearMiss(request.method, request.path, known),
    durationMs: performance.now() - started,
  });
}

interface Asked {
  fault?: Fault;
  description?: string;
  /** What goes out in the vendor's place. */
  answer?: FaultAnswer | undefined;
}

/** The fault that strikes a call: the one it asks for by itself, otherwise one that is armed. */
function faultFor(call: Call, { faults, profile }: World, exchange: Served): Asked {
  const { operation, faultAnswers, options } = exchange;
  if (!operation) return {};
  const id = operation.id as keyof operations;
  const magic = magicOf(id, call.headers, magicBodyOf(call.body), options.magic ?? { values: true, header: true });
  if (magic && "problem" in magic) {
    return { answer: faultAnswers.failure(id, profile, { status: 400, message: magic.problem }) };
  }
  const taken = magic
    ? { fault: magic.fault, description: describeFault(magic.fault) }
    : faults.take(id, (fault) => faultAnswers.canPlay(fault, id));
  if (!taken) return {};
  const { fault, description } = taken;
  return { fault, description, answer: faultAnswers.of(fault, id, profile) };
}

/** The vendor's answer, or what a fault gives in its place; `undefined` when the connection is gone. */
async function answerFor(
  response: Response,
  { fault, instead }: { fault: Fault | undefined; instead: FaultAnswer | undefined },
  decide: () => Promise<Answer>,
): Promise<FaultAnswer | undefined> {
  const before = await beforeHandler(response, fault, instead);
  if ("proceed" in before) return decide();
  return "answer" in before ? before.answer : undefined;
}

/** What stands beside a body: the rule that decided and its grade, where a rule did. */
function told(answer: FaultAnswer | undefined, ledger: Ledger, profile: Profile) {
  if (answer?.rule === undefined) return { explanation: undefined, headers: answer?.headers ?? {} };
  const explanation = explain(answer, ledger, profile);
  const rule = { "x-understudy-rule": explanation.rule, "x-understudy-grade": explanation.grade };
  return { explanation, headers: { ...answer.headers, ...rule } };
}

function textOf(body: FaultAnswer["body"]): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** Each vendor answers in its own shape, also below paths it does not have. */
export function answersFor(path: string): typeof bosAnswers | typeof iserveuAnswers {
  return path.startsWith("/agent/") ? iserveuAnswers : bosAnswers;
}

function unread(request: Request, { problem }: Extract<ReceivedBody, { problem: string }>): Answer | undefined {
  const answers = answersFor(request.path);
  const closing = (answer: Answer): Answer => ({ ...answer, headers: { Connection: "close" } });
  switch (problem) {
    case "too-large":
      return closing(answers.bodyTooLarge(`Body is over ${maximumBodyBytes} bytes: send less`));
    case "timeout":
      return closing(answers.bodyTimeout("Body did not arrive in time: send it at once"));
    case "aborted":
      return undefined;
    default:
      return problem satisfies never;
  }
}

/** Ends a connection; a short grace lets the answer arrive before it is reset. */
function cutOff(request: Request): void {
  request.resume();
  setTimeout(() => request.destroy(), 250).unref();
}
