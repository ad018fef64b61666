import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { Contract, Operation } from "../../spec/contract.ts";
import type { operations } from "../../spec/generated/openapi.ts";
import { errorLog } from "../journal/log.ts";
import { bosHandlers } from "../vendors/bos.ts";
import { iserveuHandlers } from "../vendors/iserveu.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import { answersFor, type Handler, type Route, serve, type VendorAppOptions } from "./exchange.ts";
import { faultAnswersOf } from "./fault-answer.ts";
import { addProbes } from "./probe.ts";
import { sendJson } from "./send-json.ts";

/**
 * The Express application of both vendor APIs. Its routes come from the contract: an operation without a handler does
 * not compile.
 */
export function createVendorApp(contract: Contract, sandboxes: Sandboxes, options: VendorAppOptions = {}): Express {
  const handlers: Record<keyof operations, Handler> = { ...bosHandlers(contract), ...iserveuHandlers(contract) };
  const known = [...contract.operations.values()];
  const faultAnswers = faultAnswersOf(contract);
  const take = (route: (request: Request) => Route) => async (request: Request, response: Response) => {
    await serve(request, response, { ...route(request), sandboxes, known, faultAnswers, options });
  };

  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.enable("case sensitive routing").enable("strict routing");
  addProbes(app, options.ready ?? (() => true));
  for (const operation of known) {
    const decide = handlers[operation.id as keyof operations];
    app[operation.method](
      operation.path,
      take(() => ({ operation, decide })),
    );
    app.all(
      operation.path,
      take((request) => ({ operation: undefined, decide: wrongMethod(request, operation) })),
    );
  }
  app.use(take((request) => ({ operation: undefined, decide: unknownPath(request, known) })));
  app.use((error: Error, request: Request, response: Response, _next: NextFunction) => {
    (options.log ?? errorLog).failed(error, { method: request.method, url: request.originalUrl });
    sendJson(response, 500, { message: "Understudy itself failed; this is not the vendor's behaviour" });
  });
  return app;
}

function wrongMethod(request: Request, operation: Operation): Handler {
  const allow = operation.method.toUpperCase();
  const message = `${request.method} is not allowed here: use ${allow}`;
  return async () => answersFor(operation.path).wrongMethod(message, allow);
}

function unknownPath(request: Request, known: readonly Operation[]): Handler {
  const calls = known.map(({ method, path }) => `${method.toUpperCase()} ${path}`).join(", ");
  return async () => answersFor(request.path).unknownPath(`Nothing answers on this path: there are ${calls}`);
}
