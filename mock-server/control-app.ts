import express, { type Express, type Request, type Response } from "express";
import type { Contract } from "../spec/contract.ts";
import type { components, operations } from "../spec/generated/control.ts";
import { bodySchemaOf } from "./body-schema.ts";
import { bearerToken, sameSecret } from "./credential.ts";
import { jsonBodyOf } from "./json-body.ts";
import { readBody } from "./read-body.ts";
import type { Sandbox } from "./sandbox.ts";
import { sendJson } from "./send-json.ts";

type Handler = (body: Buffer, request: Request) => Promise<{ status: number; body: object | undefined }>;
type Clock = components["schemas"]["Clock"];

const problem = (status: number, message: string) => ({ status, body: { message } });

/**
 * The Express application of the control API. Every call needs the token; there is no CORS. An operation of the
 * contract without a handler does not compile.
 */
export function createControlApp(contract: Contract, sandbox: Sandbox, token: string): Express {
  const advanceRequest = bodySchemaOf(contract, "advanceClock");
  const clock = (): Clock => ({
    now: new Date(sandbox.clock.now()).toISOString(),
    advancedBySeconds: sandbox.clock.advancedBySeconds,
  });

  const handlers: Record<keyof operations, Handler> = {
    async readClock() {
      return { status: 200, body: clock() };
    },
    async advanceClock(bytes, request) {
      const body = jsonBodyOf(request.headers, bytes);
      if ("problem" in body) return problem(body.problem === "media-type" ? 415 : 400, body.message);
      const breach = advanceRequest.breaches(body.value)[0];
      if (breach) return problem(400, `${breach.field}: send ${breach.expected}`);
      sandbox.clock.advance(Number(body.value.seconds));
      return { status: 200, body: clock() };
    },
    async resetState() {
      await sandbox.reset();
      return { status: 204, body: undefined };
    },
  };

  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.enable("case sensitive routing").enable("strict routing");
  app.get("/healthz", (_request, response) => sendJson(response, 200, { status: "ok" }));
  app.use((request, response, next) => {
    const given = bearerToken(request.headers.authorization);
    if ("token" in given && sameSecret(given.token, token)) return next();
    const message =
      "Control token is missing or wrong: send Authorization: Bearer <control token>, as printed at start";
    sendJson(response, 401, { message }, { "WWW-Authenticate": "Bearer" });
  });
  for (const operation of contract.operations.values()) {
    const handler = handlers[operation.id as keyof operations];
    app[operation.method](operation.path, async (request, response) => {
      const received = await readBody(request);
      const answer =
        "bytes" in received
          ? await handler(received.bytes, request)
          : problem(received.problem === "too-large" ? 413 : 408, `Body is refused: ${received.problem}`);
      sendJson(response, answer.status, answer.body);
    });
  }
  app.use((request: Request, response: Response) => {
    const known = [...contract.operations.values()].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    sendJson(response, 404, {
      message: `${request.method} ${request.path} is not a control call: ${known.join(", ")}`,
    });
  });
  return app;
}
