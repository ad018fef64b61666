import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { Contract, Operation } from "../../spec/contract.ts";
import { jsonRequestSchema } from "../../spec/documented.ts";
import { isDeeper } from "../../spec/json/depth.ts";
import type { Scrub } from "../../spec/scrub.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { meantName } from "../../spec/words/did-you-mean.ts";
import { endGently } from "../exchange/connection.ts";
import type { FaultAnswers } from "../exchange/fault-answer.ts";
import { addProbes } from "../exchange/probe.ts";
import { maximumBodyBytes, readBody } from "../exchange/read-body.ts";
import { sendJson } from "../exchange/send-json.ts";
import { errorLog, type Log } from "../journal/log.ts";
import { inlinedSchema } from "../schema/inlined-schema.ts";
import { jsonBodyOf, parsedJson } from "../schema/json-body.ts";
import { sentenceOf } from "../schema/refusal.ts";
import { schemaCheckOf } from "../schema/schema-check.ts";
import { bearerToken, sameSecret } from "../world/credential.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import { clockHandlers } from "./clock-calls.ts";
import { type ControlHandlers, type OperationId, RefusedCall, type Streaming } from "./control-call.ts";
import { faultHandlers } from "./fault-calls.ts";
import { journalHandlers } from "./journal-calls.ts";
import { JournalStreams } from "./journal-stream.ts";
import type { Metrics } from "./metrics.ts";
import { metricsHandlers } from "./metrics-calls.ts";
import { parameterReader } from "./parameters.ts";
import { profileHandlers } from "./profile-calls.ts";
import { sandboxHandlers, sandboxNamed, worldOf } from "./sandbox-calls.ts";
import { maximumSnapshotBytes, stateHandlers } from "./state-calls.ts";

export interface ControlAppOptions {
  /** What faults answer under the vendors' contract: an arming that could never strike is refused. */
  faultAnswers: FaultAnswers;
  metrics: Metrics;
  /** Where our own faults are told; standard error unless told otherwise. */
  log?: Log;
  /** Whether calls should be sent to the mock, for `/readyz`; always unless told otherwise. */
  ready?: () => boolean;
  /** Aborted when the server stops; ends what would otherwise go on. */
  stopping?: AbortSignal;
  /** How long a request body may take to arrive, in milliseconds. */
  bodyTimeoutMs?: number;
  /** Between two comments of a stream, in milliseconds. */
  heartbeatMs?: number;
}

/** A handler with the types of all operations' calls and answers seen as one. */
type AnyHandler = (call: object) => Reply | Promise<Reply>;

interface Reply {
  status: number;
  body: object | Streaming | undefined;
}

/** How deep a body may be nested; one that a fault answers with is refused earlier, see fault-check.ts. */
const deepestControlBody = 1000;

// Answers hold secrets; no cache may keep them.
const uncached = { "Cache-Control": "no-store" };

/**
 * The Express application of the control API. Its routes come from its contract: an operation without a handler does
 * not compile. Every call needs the token; there is no CORS.
 * @throws UsageError for a contract with a keyword that cannot be checked
 */
export function createControlApp(
  contract: Contract,
  sandboxes: Sandboxes,
  token: string,
  options: ControlAppOptions,
): Express {
  const handlers: ControlHandlers = {
    ...sandboxHandlers(sandboxes),
    ...clockHandlers,
    ...profileHandlers(sandboxes),
    ...faultHandlers(options.faultAnswers),
    ...journalHandlers(sandboxes, options.faultAnswers.operations, new JournalStreams(options)),
    ...stateHandlers,
    ...metricsHandlers(options.metrics),
  };
  const operations = [...contract.operations.values()];
  const { by } = sandboxes.settings.mask;

  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.enable("case sensitive routing").enable("strict routing");
  addProbes(app, options.ready ?? (() => true));
  // Before everything else: without the token not even the paths can be told apart.
  app.use((request, response, next) => {
    const given = bearerToken(request.headers.authorization);
    if ("token" in given && sameSecret(given.token, token)) return next();
    const message =
      "Control token is missing or wrong: send Authorization: Bearer <control token>, as printed at start";
    sendJson(response, 401, { message }, { ...uncached, "WWW-Authenticate": "Bearer" });
  });
  for (const [path, ofPath] of Map.groupBy(operations, (operation) => operation.path)) {
    const carriers = new Map(
      ofPath.map((operation) => [
        operation.method.toUpperCase(),
        carrierOf(contract, operation, {
          sandboxes,
          handler: handlers[operation.id as OperationId] as AnyHandler,
          bodyTimeoutMs: options.bodyTimeoutMs,
        }),
      ]),
    );
    // One route for all methods, so that none is answered that the contract does not have: Express would add HEAD.
    app.all(path.replace(/\{(\w+)\}/g, ":$1"), async (request, response) => {
      const carry = carriers.get(request.method);
      if (carry) return send(response, await carry(request), by);
      const allow = [...carriers.keys()].join(", ");
      const message = `${request.method} is not allowed here: use ${allow}`;
      sendJson(response, 405, { message }, { ...uncached, Allow: allow });
    });
  }
  app.use((request: Request, response: Response) => {
    const known = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`).join(", ");
    const meant = meantName(
      request.path,
      operations.map(({ path }) => path),
    );
    const advice = meant === undefined ? known : `did you mean ${meant}?`;
    const message = `${request.method} ${by.scrub(request.path)} is not a control call: ${advice}`;
    sendJson(response, 404, { message }, uncached);
  });
  app.use((thrown: Error, request: Request, response: Response, _next: NextFunction) => {
    // Express's own word for a path whose escapes cannot be decoded.
    const isUndecodable = thrown.name === "URIError";
    const error = isUndecodable ? new RefusedCall(400, "Path has a broken escape: percent-encode UTF-8") : thrown;
    if (refuse(error, { request, response, by })) return;
    const where = { method: request.method, url: request.originalUrl, by };
    (options.log ?? errorLog).failed(error, where);
    sendJson(response, 500, { message: "Understudy itself failed; please report it" }, uncached);
  });
  return app;
}

interface Carrying {
  sandboxes: Sandboxes;
  handler: AnyHandler;
  bodyTimeoutMs: number | undefined;
}

/** Makes what checks a call of one operation against the contract, finds its world and has it carried out. */
function carrierOf(contract: Contract, operation: Operation, { sandboxes, handler, bodyTimeoutMs }: Carrying) {
  const parameters = parameterReader(contract, operation);
  const pointer = jsonRequestSchema(operation);
  const check = pointer === undefined ? undefined : schemaCheckOf(inlinedSchema(contract, pointer));
  const bytes = operation.id === "restoreSnapshot" ? maximumSnapshotBytes : maximumBodyBytes;
  const answer = (status: number, body?: Reply["body"]): Reply => ({ status, body });
  return async (request: Request): Promise<Reply> => {
    const given = parameters.read(request, request.params);
    const body = check && (await bodyOf(request, { bytes, timeoutMs: bodyTimeoutMs }, check));
    if (!parameters.names.has("sandbox")) return handler({ ...given, body, answer });
    const sandbox = sandboxNamed(sandboxes, given.query.sandbox as string | undefined);
    const session = given.header["x-understudy-session"] as string | undefined;
    const world = parameters.names.has("x-understudy-session") ? await worldOf(sandbox, session) : undefined;
    return handler({ ...given, body, sandbox, world, answer });
  };
}

async function bodyOf(
  request: Request,
  limits: { bytes: number; timeoutMs: number | undefined },
  check: ReturnType<typeof schemaCheckOf>,
): Promise<object> {
  const received = await readBody(request, limits);
  if ("problem" in received) {
    const { problem } = received;
    if (problem === "too-large") throw new RefusedCall(413, `Body is over ${limits.bytes} bytes: send less`);
    throw new RefusedCall(408, "Body did not arrive in time: send it at once");
  }
  const body = jsonBodyOf(request.headers, parsedJson(received.bytes));
  if ("problem" in body) throw new RefusedCall(body.problem === "media-type" ? 415 : 400, sentenceOf(body.refusal));
  if (isDeeper(body.value, deepestControlBody))
    throw new RefusedCall(400, "Body is nested too deep: send fewer levels");
  const problem = check(body.value);
  if (problem !== undefined) throw new RefusedCall(400, problem);
  return body.value;
}

/** A message may quote what a caller sent; who makes it masks the numbers in that, since it has numbers of its own. */
function send(response: Response, { status, body }: Reply, by: Scrub): void {
  if (typeof body === "function") (body as Streaming)(response);
  else if (status < 400 || !body || !("message" in body)) sendJson(response, status, body, uncached);
  else sendJson(response, status, { ...body, message: by.scrubWords(String(body.message)) }, uncached);
}

/** Answers a call that was refused. @returns false for what is no refusal but our own fault */
function refuse(error: Error, { request, response, by }: { request: Request; response: Response; by: Scrub }): boolean {
  const status = statusOf(error);
  if (status === undefined) return false;
  // A body that was not read to its end must not be taken for the next request.
  const cut = status === 408 || status === 413;
  if (cut) endGently(request);
  const headers = cut ? { ...uncached, Connection: "close" } : uncached;
  sendJson(response, status, { message: by.scrubWords(error.message) }, headers);
  return true;
}

function statusOf(error: Error): number | undefined {
  if (error instanceof RefusedCall) return error.status;
  return error instanceof UsageError ? 400 : undefined;
}
