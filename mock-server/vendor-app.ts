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
  const send = (request: Request, response: Response, answer: Answer) => sendAnswer(request, response, answer, ledger);

  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.enable("case sensitive routing").enable("strict routing");

  app.get("/healthz", (_request, response) => sendJson(response, 200, { status: "ok" }));

  for (const operation of contract.operations.values()) {
    const handler = handlers[operation.id as keyof operations];
    const answers = answersFor(operation.path);
    app[operation.method](operation.path, async (request, response) => {
      const body = await readBody(request, options.bodyTimeoutMs);
      if ("bytes" in body) {
        send(request, response, await handler({ headers: request.headers, body: body.bytes }, sandbox));
      } else if (body.problem === "too-large") {
        send(request, response, answers.bodyTooLarge(`Body is over ${maximumBodyBytes} bytes: send less`));
      } else if (body.problem === "timeout") {
        send(request, response, answers.bodyTimeout("Body did not arrive in time: send it at once"));
      }
      // An aborted request has nobody left to answer.
    });
    app.all(operation.path, (request, response) => {
      const allow = operation.method.toUpperCase();
      send(request, response, answers.wrongMethod(`${request.method} is not allowed here: use ${allow}`, allow));
    });
  }

  app.use((request: Request, response: Response) => {
    const known = [...contract.operations.values()]
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
      .join(", ");
    send(request, response, answersFor(request.path).unknownPath(`Nothing answers on this path: there are ${known}`));
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
function sendAnswer(request: Request, response: Response, answer: Answer, ledger: Ledger): void {
  const grade = ledger.get(answer.rule)?.grade ?? "assumed";
  const headers = { ...answer.headers, "x-understudy-rule": answer.rule, "x-understudy-grade": grade };
  sendJson(response, answer.status, answer.body, headers);
  if (!request.complete) cutOff(request);
}

/** A body that was not read to its end must not be taken for the next request. */
function cutOff(request: Request): void {
  // A short grace lets the answer arrive before the connection is reset.
  request.resume();
  setTimeout(() => request.destroy(), 250).unref();
}
