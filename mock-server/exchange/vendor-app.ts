import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { Contract } from "../../spec/contract.ts";
import type { Refusal } from "../schema/refusal.ts";
import { type Cast, castOf } from "../vendors/vendors.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import { allowOrigin, checkedOrigins } from "./cors.ts";
import { type Route, serve, type VendorAppOptions } from "./exchange.ts";
import { faultAnswersOf } from "./fault-answer.ts";
import { ownFault } from "./own-fault.ts";
import { addProbes } from "./probe.ts";
import { problemAnswersAt } from "./problem-answer.ts";

/**
 * The Express application of the vendors' APIs. Its routes come from the contract.
 * @throws UsageError for an operation of the contract that no vendor plays, and for an origin that is none
 */
export function createVendorApp(contract: Contract, sandboxes: Sandboxes, options: VendorAppOptions = {}): Express {
  const cast = castOf(contract, options.vendors);
  const faultAnswers = faultAnswersOf(contract, cast);
  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.enable("case sensitive routing").enable("strict routing");
  const origins = checkedOrigins(options.cors ?? []);
  if (origins.length > 0) {
    app.use((request, response, next) => {
      if (!allowOrigin(request, response, origins)) next();
    });
  }
  addProbes(app, options.ready ?? (() => true));
  // Looked up by the path as it was sent, and not by patterns: a path may hold what Express takes for one.
  app.use(async (request: Request, response: Response) => {
    await serve(request, response, { ...routeOf(request, cast, sandboxes), sandboxes, cast, faultAnswers, options });
  });
  app.use(async (error: Error, request: Request, response: Response, _next: NextFunction) => {
    const course = { started: performance.now(), world: sandboxes.named([]).main };
    await ownFault(request, response, {
      ...course,
      error,
      vendor: undefined,
      played: undefined,
      log: options.log,
      by: sandboxes.settings.mask.by,
    });
  });
  return app;
}

/** Where a call leads: to the operation, else to the vendor whose path it is, else to the one that it looks like a call of. */
function routeOf({ method, path, headers }: Request, cast: Cast, { settings }: Sandboxes): Route {
  const here = cast.at.get(path) ?? [];
  const played = here.find(({ operation }) => operation.method.toUpperCase() === method);
  if (played) return { vendor: played.vendor, played, decide: played.decide };
  const [other] = here;
  if (other) {
    const allow = here.map(({ operation }) => operation.method.toUpperCase()).join(", ");
    const refusal = { got: `${method} is not allowed here`, change: `use ${allow}` };
    return {
      vendor: other.vendor,
      played: undefined,
      decide: async () => (other.envelope ?? other.vendor).answers.wrongMethod(refusal, allow),
    };
  }
  const vendor = cast.claimantOf({ path, headers });
  const answers = vendor?.answers ?? problemAnswersAt(path, settings.mask.by);
  return { vendor, played: undefined, decide: async () => answers.unknownPath(noSuchPath(cast)) };
}

function noSuchPath({ played }: Cast): Refusal {
  const calls = [...played.values()].map(({ operation: { method, path } }) => `${method.toUpperCase()} ${path}`);
  return { got: "Nothing answers on this path", change: `there are ${calls.join(", ")}` };
}
