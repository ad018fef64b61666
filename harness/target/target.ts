import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import type { Operation } from "../../spec/contract.ts";
import type { Place } from "../../spec/place.ts";
import { UsageError } from "../../spec/usage-error.ts";
import type { TlsIdentity } from "../exchange/send.ts";
import type { Values } from "../expression/scope.ts";
import type { Call } from "../scenario/scenario.ts";

/** What is tested, and how it may be called. */
export interface Target {
  name: string;
  /**
   * Base URLs by the names that scenarios give their source descriptions. A source without one has calls the target cannot
   * take; their steps are skipped.
   */
  servers: Record<string, string | undefined>;
  /** Base URLs of single APIs, by operationId, by a tag of their operations or by source description; these go before `servers`. */
  apis?: ReadonlyMap<string, Api>;
  /** Path templates by operationId, where they are neither the contract's nor an API's. */
  paths?: ReadonlyMap<string, string>;
  /** Outputs by operationId: steps that call such an operation are not sent, and have these in place of an answer's. */
  provided?: ReadonlyMap<string, ProvidedOutputs>;
  /** Whether calls that change something may be sent to another machine; they may not unless told so. */
  allowsWrites?: boolean;
  /** How many requests a run may send; 1,000 unless told otherwise where the target is not all on this machine. */
  maximumRequests?: number;
  /** How many of them in a second; 5 unless told otherwise where the target is not all on this machine. */
  requestsPerSecond?: number;
  /** Who the runner is to a server that asks for a client certificate, by origin. */
  identities?: ReadonlyMap<string, TlsIdentity>;
  /** Sent with every request, beside what the scenario asks for: the session of a mock, and nothing for anybody else. */
  headers?: Readonly<Record<string, string>>;
}

/** One API of a target. */
export interface Api {
  url: string;
  /** Path templates by operationId, where they are not the contract's. */
  paths: ReadonlyMap<string, string>;
}

/** Outputs that are known without a call, and where they were given. */
export interface ProvidedOutputs {
  place: Place;
  values: Readonly<Values>;
}

/** How long a target may take to accept a connection before it counts as unavailable, in milliseconds. */
const connectTimeoutMs = 5_000;

/**
 * The target behind some base URLs.
 * @param urls base URLs by source description; `undefined` where the target has no such API
 * @param allowedHosts hosts that may be called although they are not this machine
 * @throws UsageError for what is no http(s) URL, or a host that is neither loopback nor allowed
 */
export function targetOf(name: string, urls: Target["servers"], allowedHosts: readonly string[]): Target {
  const servers: Target["servers"] = {};
  for (const [source, text] of Object.entries(urls)) {
    servers[source] = text === undefined ? undefined : baseUrl(text, allowedHosts);
  }
  return { name, servers };
}

/**
 * A base URL as the runner uses it, without a slash at its end.
 * @throws UsageError for what is no http(s) URL, or a host that is neither loopback nor allowed
 */
export function baseUrl(text: string, allowedHosts: readonly string[]): string {
  const url = URL.parse(text);
  if (!url || !["http:", "https:"].includes(url.protocol)) {
    throw new UsageError(`${text} is not a base URL: give http://HOST:PORT or https://HOST`);
  }
  if (url.username !== "" || url.search !== "" || url.hash !== "") {
    throw new UsageError(`${url.origin} is given with credentials, a query or a fragment: give the base URL alone`);
  }
  if (!isAllowed(url.hostname, allowedHosts)) {
    const allow = `add --allow-host ${url.hostname} if these calls may reach it`;
    throw new UsageError(`${url.hostname} is not this machine, and checks send registrations: ${allow}`);
  }
  return url.href.replace(/\/$/, "");
}

/** Whether a host may be called: this machine, or one that was allowed by its name. */
export function isAllowed(hostname: string, allowedHosts: readonly string[]): boolean {
  return isLoopback(hostname) || allowedHosts.includes(hostname);
}

/** Whether a URL's host name is this machine by its form; a name that only resolves to it is not. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Whether all of a target is on this machine: only then may anything be sent to it without being asked for. */
export function isLocal({ servers, apis }: Target): boolean {
  const urls = [...Object.values(servers), ...[...(apis?.values() ?? [])].map(({ url }) => url)];
  return urls.every((url) => url === undefined || isLoopback(new URL(url).hostname));
}

/** Where a target takes the calls of an operation. */
export interface Address {
  /** The base URL; it may have a path. */
  server: string;
  /** The operation, with the path template that the target has. */
  operation: Operation;
}

/**
 * The address of an operation: the one that is given for it, else that of its API by tag, else that of its source. It
 * takes the place of every server URL of the contract, those of the operation itself included: what is tested is named by
 * whoever tests, so an operation that lives elsewhere is given an address of its own.
 * @returns `undefined` where there is none
 */
export function addressOf(target: Target, { source, operation }: Call & { kind: "operation" }): Address | undefined {
  const names = [operation.id, ...operation.tags, source];
  const api = names.map((name) => target.apis?.get(name)).find((found) => found !== undefined);
  const server = api ? api.url : target.servers[source];
  if (server === undefined) return undefined;
  const path = target.paths?.get(operation.id) ?? api?.paths.get(operation.id) ?? operation.path;
  return { server, operation: { ...operation, path } };
}

/** Why a target does not take the calls of an operation for which it has no address. */
export function absenceOf({ apis }: Target, { source, operation }: Call & { kind: "operation" }): string {
  const api = apis && operation.tags.length > 0 ? `${source} (${operation.tags.join(", ")})` : source;
  const cause = apis ? "this target names no base URL for it" : "this target has none: only the mock can take it";
  return `${operation.id} is a call of ${api}; ${cause}`;
}

/**
 * Finds out whether some servers accept connections. Sends nothing.
 * @param servers base URLs
 * @returns why the first that does not does not, in one sentence; `undefined` where all do
 */
export async function unreachable(servers: Iterable<string>): Promise<string | undefined> {
  for (const server of new Set(servers)) {
    const { hostname, port, protocol } = new URL(server);
    const reason = await refusalOf(
      hostname.replace(/^\[|\]$/g, ""),
      Number(port || (protocol === "https:" ? 443 : 80)),
    );
    if (reason !== undefined) {
      return `target ${server} does not answer: ${reason}; is it running, and is the port right?`;
    }
  }
  return undefined;
}

async function refusalOf(host: string, port: number): Promise<string | undefined> {
  try {
    await lookup(host);
  } catch {
    return `the name ${host} is not known`;
  }
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectTimeoutMs });
    const end = (reason: string | undefined) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once("connect", () => end(undefined));
    socket.once("timeout", () => end(`no connection within ${connectTimeoutMs / 1000} s`));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      end(error.code === "ECONNREFUSED" ? "the connection was refused" : `the connection failed (${error.code})`);
    });
  });
}
