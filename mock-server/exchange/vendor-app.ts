import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { Contract } from "../../spec/contract.ts";
import { errorLog } from "../journal/log.ts";
import type { Handler } from "../vendors/vendor.ts";
import { type Cast, castOf, type Played } from "../vendors/vendors.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import { type Route, serve, type VendorAppOptions } from "./exchange.ts";
import { faultAnswersOf } from "./fault-answer.ts";
import { addProbes } from "./probe.ts";
import { sendJson } from "./send-json.ts";

/**
 * The Express application of the vendors' APIs. Its routes come from the contract.
 * @throws UsageError for an operation of the contract that no vendor plays
 */
export function createVendorApp(contract: Contract, sandboxes: Sandboxes, options: VendorAppOptions = {}): Express {
  const cast = castOf(contract, options.vendors);
  const faultAnswers = faultAnswersOf(contract, cast);
  const take = (route: (request: Request) => Route) => async (request: Request, response: Response) => {
    await serve(request, response, { ...route(request), sandboxes, cast, faultAnswers, options });
  };

  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.enable("case sensitive routing").enable("strict routing");
  addProbes(app, options.ready ?? (() => true));
  for (const played of cast.played.values()) {
    const { operation, vendor, decide } = played;
    app[operation.method](
      operation.path,
      take(() => ({ vendor, played, decide })),
    );
    app.all(
      operation.path,
      take((request) => ({ vendor, played: undefined, decide: wrongMethod(request, played) })),
    );
  }
  app.use(
    take((request) => {
      const vendor = cast.vendorAt(request.path);
      return { vendor, played: undefined, decide: async () => vendor.answers.unknownPath(noSuchPath(cast)) };
    }),
  );
  app.use((error: Error, request: Request, response: Response, _next: NextFunction) => {
    (options.log ?? errorLog).failed(error, { method: request.method, url: request.originalUrl });
    sendJson(response, 500, { message: "Understudy itself failed; this is not the vendor's behaviour" });
  });
  return app;
}

function wrongMethod({ method }: Request, { operation, vendor, envelope = vendor }: Played): Handler {
  const allow = operation.method.toUpperCase();
  return async () =>
    envelope.answers.wrongMethod({ got: `${method} is not allowed here`, change: `use ${allow}` }, allow);
}

function noSuchPath({ played }: Cast) {
  const calls = [...played.values()].map(({ operation: { method, path } }) => `${method.toUpperCase()} ${path}`);
  return { got: "Nothing answers on this path", change: `there are ${calls.join(", ")}` };
}
