// Faults for callers who cannot reach the control API: they name one in the call itself, in a header or in an id of the
// synthetic range. `lost` is the one that needs care: the retry carries the same id and must meet the duplicate, so only
// the first successful call under an id loses its answer, whatever the profile makes of the later ones.

import type { IncomingHttpHeaders } from "node:http";
import type { operations } from "../../spec/generated/openapi.ts";
import { isObject, type JsonObject } from "../../spec/json-value.ts";
import type { RuleId } from "../../spec/ledger.ts";
import type { Store } from "../store/store.ts";
import type { Fault } from "../world/fault.ts";
import { longestFaultMs } from "../world/fault-check.ts";

/** Which magic is switched on. */
export interface MagicOptions {
  /** Ids that start with `UNDERSTUDY-`. */
  values: boolean;
  /** The header `x-understudy-fault`. */
  header: boolean;
}

/** The fault a call asks for, or what is wrong with its header. */
export type Magic = { fault: Fault } | { problem: string };

/** The header that names a fault. */
export const magicHeader = "x-understudy-fault";

const prefix = "UNDERSTUDY-";
const valuePattern = /^UNDERSTUDY-(?:(DUPLICATE|LOST|RESET|RATE-LIMIT)|DELAY-(\d{1,5})|STATUS-(50[0234]))(?:-|$)/;
const statuses = [500, 502, 503, 504] as const;
const longestRetryAfter = 86_400;
const drip: Fault = { kind: "drip", bytes: 8, everyMs: 50 };

/** The member whose value may be magic: the id that the vendor tells duplicates by. */
const idMembers: Record<keyof operations, string | undefined> = {
  generateToken: undefined,
  checkPanStatus: "refid",
  registerAgent: "bcagentid",
};

/**
 * The fault that a call asks for: by its header, otherwise by its id.
 * @param body of the request; see {@link magicBodyOf}
 * @returns a problem for a header that names no fault. An id that names none is an ordinary one.
 */
export function magicOf(
  operationId: keyof operations,
  headers: IncomingHttpHeaders,
  body: JsonObject | undefined,
  options: MagicOptions,
): Magic | undefined {
  const member = idMembers[operationId];
  const id = member === undefined || body === undefined || !Object.hasOwn(body, member) ? undefined : body[member];
  const named = options.header ? headers[magicHeader] : undefined;
  if (named !== undefined) {
    const fault = headerFault([named].flat().join(", "));
    if (fault === undefined) return { problem: `Header ${magicHeader} names no fault: send one of ${knownNames}` };
    if (fault.kind === "duplicate" && member === undefined) {
      return {
        problem: `Header ${magicHeader} asks for a duplicate, which ${operationId} does not have: leave it out`,
      };
    }
    return { fault: withId(fault, operationId, id) };
  }
  if (!options.values || typeof id !== "string") return undefined;
  const fault = valueFault(id);
  return fault && { fault: withId(fault, operationId, id) };
}

/**
 * The body of a call that may carry a magic value; `undefined` for all others, at the cost of one search.
 * @param bytes of the body
 */
export function magicBodyOf(bytes: Buffer): JsonObject | undefined {
  if (!bytes.includes(prefix)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: the handler says so, in the vendor's words.
    return undefined;
  }
}

/** Which answers mean that the call did what it asked for. */
const successRules: readonly RuleId[] = ["BOS-TOKEN-ISSUE", "BOS-UNDER-PROCESS", "ISU-SUCCESS"];

/**
 * Asked between the handler and the delivery: the fault that is still to strike. A `lose-answer` with `once` strikes the
 * first successful call under its name and no other; every other fault strikes as it is.
 */
export async function stillStrikes(
  fault: Fault | undefined,
  answer: { status: number; rule?: RuleId | undefined },
  store: Store,
): Promise<Fault | undefined> {
  if (fault?.kind !== "lose-answer" || fault.once === undefined) return fault;
  const succeeded = answer.status === 200 && answer.rule !== undefined && successRules.includes(answer.rule);
  return succeeded && (await store.claim([`lost-answer:${fault.once}`])) === "first" ? fault : undefined;
}

const knownNames = [
  ...["duplicate", `delay=MS (0 to ${longestFaultMs})`, `status=CODE (${statuses.join(", ")})`, "lost", "reset"],
  ...[`rate-limit or rate-limit=SECONDS (0 to ${longestRetryAfter})`, "drip", "truncate", "broken-json"],
].join(", ");

/** @param value of the header; letter case does not count */
function headerFault(value: string): Fault | undefined {
  const [, name = "", digits] = /^([a-z-]+)(?:=(\d{1,5}))?$/.exec(value.trim().toLowerCase()) ?? [];
  const number = digits === undefined ? undefined : Number(digits);
  switch (name) {
    case "delay":
      return number !== undefined && number <= longestFaultMs ? { kind: "delay", ms: number } : undefined;
    case "status":
      return unavailable(number);
    case "rate-limit":
      return (number ?? 1) <= longestRetryAfter ? { kind: "rate-limit", retryAfterSeconds: number ?? 1 } : undefined;
    case "lost":
      return number === undefined ? { kind: "lose-answer" } : undefined;
    case "drip":
      return number === undefined ? drip : undefined;
    case "duplicate":
    case "reset":
    case "truncate":
    case "broken-json":
      return number === undefined ? { kind: name } : undefined;
    default:
      return undefined;
  }
}

function valueFault(id: string): Fault | undefined {
  const [, word, delay, status] = valuePattern.exec(id) ?? [];
  if (delay !== undefined) return Number(delay) <= longestFaultMs ? { kind: "delay", ms: Number(delay) } : undefined;
  if (status !== undefined) return unavailable(Number(status));
  switch (word) {
    case "DUPLICATE":
      return { kind: "duplicate" };
    case "LOST":
      return { kind: "lose-answer" };
    case "RESET":
      return { kind: "reset" };
    case "RATE-LIMIT":
      return { kind: "rate-limit", retryAfterSeconds: 1 };
    default:
      return undefined;
  }
}

function unavailable(code: number | undefined): Fault | undefined {
  const status = statuses.find((known) => known === code);
  return status && { kind: "unavailable", status };
}

/** Names the call that may lose its answer once. A call without an id has no retry to tell it by and loses every one. */
function withId(fault: Fault, operationId: string, id: unknown): Fault {
  if (fault.kind !== "lose-answer" || typeof id !== "string") return fault;
  return { kind: "lose-answer", once: `${operationId} ${id}` };
}
