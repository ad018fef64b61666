import { headerOf, type ReceivedResponse } from "../exchange/exchange.ts";
import { Pace } from "../exchange/pace.ts";
import type { Sender } from "../exchange/send.ts";
import type { Time } from "../exchange/time.ts";
import { isAllowed, isLoopback } from "../target/target.ts";
import { type Robots, robotsOf } from "./robots.ts";

/**
 * Why a page was not fetched: nobody may ask its host, its host wants no programs there, it does not exist (any more), the
 * host answered with another status than success, it did not answer in time or in full, or the page is too large.
 */
export type FetchFailure = "refused" | "disallowed" | "gone" | "status" | "unreachable" | "too-large";

/** What came of a fetch. */
export type Fetched = { response: ReceivedResponse } | Unfetched;

/** A page that was not fetched, and why, in words. */
export interface Unfetched {
  failure: FetchFailure;
  reason: string;
}

/** How pages are fetched. */
export interface FetchOptions {
  sender: Sender;
  /** Hosts that may be asked although they are not this machine. */
  allowedHosts: readonly string[];
  /** Who asks: names us in User-Agent, and in a robots.txt. */
  tool: { name: string; version: string };
  time: Time;
}

/** RFC 9309, section 2.3.1.2, has as many for a robots.txt. */
const maximumRedirects = 5;

/** To hosts that are not this machine: one request a second. */
const requestsPerSecond = 1;

/**
 * Fetches pages as a guest: hosts that were allowed, what their robots.txt leaves open, no faster than they like. A host
 * is asked for its robots.txt once, before anything else.
 */
export class PageFetcher {
  readonly #options: FetchOptions;
  readonly #paces = new Map<string, Pace>();
  /** By origin. */
  readonly #robots = new Map<string, Robots | Unfetched>();

  constructor(options: FetchOptions) {
    this.#options = options;
  }

  /** Fetches a page. Redirects are followed, but to no host that was not allowed. */
  async fetch(address: URL): Promise<Fetched> {
    const { hostname } = address;
    if (!isAllowed(hostname, this.#options.allowedHosts)) {
      const allow = `add --allow-host ${hostname} if it may be asked`;
      return { failure: "refused", reason: `${hostname} is not this machine: ${allow}` };
    }
    const outcome = await this.#follow(address, (url) => this.#refusalOf(url));
    if ("failure" in outcome) return outcome;
    const { status } = outcome.response;
    if (status === 404 || status === 410) return { failure: "gone", reason: `HTTP ${status}` };
    return isSuccess(status) ? outcome : { failure: "status", reason: `HTTP ${status}` };
  }

  /**
   * Asks for an address and for those that it redirects to.
   * @param refusal why an address must not be asked for, if it must not
   */
  async #follow(address: URL, refusal: (url: URL) => Promise<Unfetched | undefined>): Promise<Fetched> {
    let url = address;
    for (let redirects = 0; redirects <= maximumRedirects; redirects++) {
      const refused = await refusal(url);
      if (refused) return refused;
      const outcome = await this.#get(url);
      if ("failure" in outcome) return outcome;
      const next = redirectOf(outcome.response, url);
      if (!next) return outcome;
      if (!this.#mayFollow(url, next)) {
        const allow = `add --allow-host ${next.hostname} if that may be followed`;
        return { failure: "refused", reason: `${url.hostname} redirects to ${next.hostname}: ${allow}` };
      }
      url = next;
    }
    return { failure: "status", reason: `more than ${maximumRedirects} redirects` };
  }

  /** Another machine must not make us ask this one, so that being this machine is not enough. */
  #mayFollow(from: URL, to: URL): boolean {
    if (to.hostname === from.hostname || this.#options.allowedHosts.includes(to.hostname)) return true;
    return isLoopback(from.hostname) && isLoopback(to.hostname);
  }

  /** Why the robots.txt of a URL's origin does not let us fetch it, if it does not. */
  async #refusalOf(url: URL): Promise<Unfetched | undefined> {
    const robots = this.#robots.get(url.origin) ?? (await this.#askRobots(url));
    this.#robots.set(url.origin, robots);
    if ("failure" in robots) return robots;
    return robots.allows(url.href)
      ? undefined
      : { failure: "disallowed", reason: `robots.txt of ${url.host} disallows it` };
  }

  /**
   * RFC 9309, section 2.3.1: what cannot be reached, or fails, means that nothing may be fetched; one that does not exist,
   * or is kept from us, means that everything may. "Too many requests" is no consent.
   */
  async #askRobots({ origin, host, hostname }: URL): Promise<Robots | Unfetched> {
    const address = new URL("/robots.txt", origin);
    const outcome = await this.#follow(address, async () => undefined);
    if ("failure" in outcome) {
      if (outcome.failure === "unreachable" || outcome.failure === "refused") return outcome;
      return { failure: "disallowed", reason: `robots.txt of ${host} cannot be read: ${outcome.reason}` };
    }
    const { status, body } = outcome.response;
    const isAbsent = status >= 400 && status < 500 && status !== 429;
    if (!isSuccess(status) && !isAbsent) {
      return { failure: "disallowed", reason: `robots.txt of ${host} cannot be read: HTTP ${status}` };
    }
    const robots = robotsOf(address.href, isAbsent ? "" : body.toString(), this.#options.tool.name);
    if (robots.delayMs !== undefined) await this.#slowDown(hostname, robots.delayMs);
    return robots;
  }

  async #get(url: URL): Promise<Fetched> {
    const { sender, tool } = this.#options;
    await this.#paceOf(url.hostname).turn();
    const outcome = await sender.send({
      method: "GET",
      url: new URL(url.pathname + url.search, url.origin).href,
      headers: [
        ["Host", url.host],
        ["User-Agent", `${tool.name}/${tool.version}`],
        ["Accept", "text/html, text/plain, application/json;q=0.9, */*;q=0.1"],
        ["Accept-Encoding", "identity"],
        // Hosts close connections that wait; one that was closed in that moment would look like a host that is down.
        ["Connection", "close"],
      ],
      body: "",
    });
    if ("exchange" in outcome) return { response: outcome.exchange.response };
    const { failure, reason } = outcome;
    return { failure: failure === "too-large" ? failure : "unreachable", reason };
  }

  #paceOf(hostname: string): Pace {
    const known = this.#paces.get(hostname);
    if (known) return known;
    const pace = new Pace(isLoopback(hostname) ? Infinity : requestsPerSecond, this.#options.time);
    this.#paces.set(hostname, pace);
    return pace;
  }

  /** The request that was just made, for the robots.txt, takes the first turn. */
  async #slowDown(hostname: string, delayMs: number): Promise<void> {
    if (isLoopback(hostname)) return;
    const pace = new Pace(Math.min(1000 / delayMs, requestsPerSecond), this.#options.time);
    this.#paces.set(hostname, pace);
    await pace.turn();
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Where an answer sends us, if anywhere (RFC 9110, section 15.4): an address of HTTP. */
function redirectOf({ status, headers }: ReceivedResponse, from: URL): URL | undefined {
  const location = headerOf(headers, "location");
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const to = URL.parse(location, from.href);
  return to && /^https?:$/.test(to.protocol) ? to : undefined;
}
