import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { Contract } from "../spec/contract.ts";
import type { operations } from "../spec/generated/openapi.ts";
import type { Ledger } from "../spec/ledger.ts";
import { type Answer, bosAnswers, iserveuAnswers } from "./answer.ts";
import { bosHandlers } from "./bos.ts";
import type { Call } from "./call.ts";
import { iserveuHandlers } from "./iserveu.ts";
import { maximumBodyBytes, readBody } from "./read-body.ts";
import type { Sandbox } from "./sandbox.ts";
import { sendJson } from "./send-json.ts";

/** Decides a call: request and state in, answer out. */
export type Handler = (call: Call, sandbox: Sandbox) => Promise<Answer>;

export interface VendorAppOptions {
  /** How long a request body may take to arrive, in milliseconds. */
  bodyTimeoutMs?: number;
}

/**
 * The Express application of both vendor APIs. Its routes come from the contract: an operation without a handler does
 * not compile.
 */
export function createVendorApp(
  contract: Contract,
  ledger: Ledger,
  sandbox: Sandbox,
  options: VendorAppOptions = {},
): Express {
  const handlers: Record<keyof operations, Handler> = { ...bosHandlers(contract), ...iserveuHandlers(contract) };
  const send = (response: Response, answer: Answer) => sendAnswer(response, answer, ledger);

  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.enable("case sensitive routing").enable("strict routing");

  app.get("/healthz", (_request, response) => sendJson(response, 200, { status: "ok" }));

  app.use(async (request, response, next) => {
    const body = await readBody(request, options.bodyTimeoutMs);
    if ("bytes" in body) {
      response.locals.body = body.bytes;
      return next();
    }
    const answers = answersFor(request.path);
    // Whoever aborted is not there to be answered.
    if (body.problem === "aborted") return;
    const answer =
      body.problem === "too-large"
        ? answers.bodyTooLarge(`Body is over ${maximumBodyBytes} bytes: send less`)
        : answers.bodyTimeout("Body did not arrive in time: send it at once");
    send(response, { ...answer, headers: { Connection: "close" } });
    cutOff(request);
  });

  for (const operation of contract.operations.values()) {
    const handler = handlers[operation.id as keyof operations];
    app[operation.method](operation.path, async (request, response) => {
      send(response, await handler({ headers: request.headers, body: response.locals.body }, sandbox));
    });
    app.all(operation.path, (request, response) => {
      const allow = operation.method.toUpperCase();
      const message = `${request.method} is not allowed here: use ${allow}`;
      send(response, answersFor(operation.path).wrongMethod(message, allow));
    });
  }

  app.use((request: Request, response: Response) => {
    const known = [...contract.operations.values()]
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
      .join(", ");
    send(response, answersFor(request.path).unknownPath(`Nothing answers on this path: there are ${known}`));
  });
  app.use((error: Error, request: Request, response: Response, _next: NextFunction) => {
    process.stderr.write(`understudy: ${request.method} ${request.path} failed: ${error.message}\n`);
    sendJson(response, 500, { message: "Understudy itself failed; this is not the vendor's behaviour" });
  });
  return app;
}

/** Each vendor answers in its own shape, also below paths it does not have. */
function answersFor(path: string): typeof bosAnswers | typeof iserveuAnswers {
  return path.startsWith("/agent/") ? iserveuAnswers : bosAnswers;
}

/** Sends the vendor's body as it is; what explains it goes beside it, in headers. */
function sendAnswer(response: Response, answer: Answer, ledger: Ledger): void {
  const grade = ledger.get(answer.rule)?.grade ?? "assumed";
  const headers = { ...answer.headers, "x-understudy-rule": answer.rule, "x-understudy-grade": grade };
  sendJson(response, answer.status, answer.body, headers);
}

/** A body that was not read to its end must not be taken for the next request. */
function cutOff(request: Request): void {
  // A short grace lets the answer arrive before the connection is reset.
  request.resume();
  setTimeout(() => request.destroy(), 250).unref();
}
