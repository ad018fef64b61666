// Faults for callers who cannot reach the control API: they name one in the call itself, in a header or in an id of the
// synthetic range. `lost` is the one that needs care: the retry carries the same id and must meet the duplicate, so only
// the first successful call under an id loses its answer, whatever the profile makes of the later ones.

import { ownMember } from "../../spec/json/json-pointer.ts";
import { meantName } from "../../spec/words/did-you-mean.ts";
import type { Refusal } from "../schema/refusal.ts";
import { markOf, type Store } from "../store/store.ts";
import type { Call } from "../vendors/call.ts";
import type { Played } from "../vendors/vendors.ts";
import type { Fault } from "../world/fault.ts";
import { longestFaultMs } from "../world/fault-check.ts";
import { askableStatuses, meantValue, unavailable, valueFault } from "./magic-value.ts";

/** Which magic is switched on. */
export interface MagicOptions {
  /** Ids that start with `UNDERSTUDY-`. */
  values: boolean;
  /** The header `x-understudy-fault`. */
  header: boolean;
}

/** The fault a call asks for, or what is wrong with how it asks. */
export type Requested = { fault: Fault } | { problem: Refusal };

/** The header that names a fault. */
const magicHeader = "x-understudy-fault";

const longestRetryAfter = 86_400;
const drip: Fault = { kind: "drip", bytes: 8, everyMs: 50 };

/**
 * The fault that a call asks for: by its header, otherwise by its id.
 * @returns a problem for a header that names no fault, and for an id that nearly does. Any other id is an ordinary one.
 */
export function requestedFault(
  call: Call,
  { operation, ...played }: Played,
  options: MagicOptions,
): Requested | undefined {
  const named = options.header ? call.headers[magicHeader] : undefined;
  if (named !== undefined) {
    const id = idIn(call, played.identifier);
    const fault = headerFault([named].flat().join(", "));
    if (fault === undefined) return { problem: unknownName([named].flat().join(", ")) };
    if (fault.kind === "duplicate" && played.duplicate === undefined) {
      const got = `Header ${magicHeader} asks for a duplicate, which ${operation.id} does not have`;
      return { problem: { got, change: "leave it out" } };
    }
    return { fault: withId(fault, operation.id, id) };
  }
  const id = options.values ? idIn(call, played.identifier) : undefined;
  if (id === undefined) return undefined;
  const fault = valueFault(id);
  if (fault) return { fault: withId(fault, operation.id, id) };
  const change = meantValue(id);
  return change === undefined ? undefined : { problem: { got: `${played.identifier} is no magic value`, change } };
}

/** The id by which the vendor tells duplicates, where the call has one that is a text. */
function idIn(call: Call, identifier: string | undefined): string | undefined {
  const id = identifier === undefined ? undefined : ownMember(call.object(), identifier);
  return typeof id === "string" ? id : undefined;
}

/**
 * Asked between the handler and the delivery: the fault that is still to strike. A `lose-answer` with `once` strikes the
 * first successful call under its name and no other; every other fault strikes as it is.
 * @param isSuccess whether the answer means that the call did what it asked for
 */
export async function stillStrikes(
  fault: Fault | undefined,
  isSuccess: boolean,
  store: Store,
): Promise<Fault | undefined> {
  if (fault?.kind !== "lose-answer" || fault.once === undefined) return fault;
  const mark = [markOf("lost answer", fault.once)];
  return isSuccess && (await store.claim({ asked: mark, made: mark })) === "first" ? fault : undefined;
}

const forms = {
  duplicate: "duplicate",
  delay: `delay=MS (0 to ${longestFaultMs})`,
  status: `status=CODE (${askableStatuses.join(", ")})`,
  lost: "lost",
  reset: "reset",
  "rate-limit": `rate-limit or rate-limit=SECONDS (0 to ${longestRetryAfter})`,
  drip: "drip",
  truncate: "truncate",
  "broken-json": "broken-json",
};

function unknownName(value: string): Refusal {
  const [name = ""] = value.trim().split("=", 1);
  const meant = Object.hasOwn(forms, name.toLowerCase()) ? undefined : meantName(name, Object.keys(forms));
  const question = meant === undefined ? "" : `; did you mean ${meant}?`;
  const change = `send one of ${Object.values(forms).join(", ")}${question}`;
  return { got: `Header ${magicHeader} names no fault`, change };
}

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

/** Names the call that may lose its answer once. A call without an id has no retry to tell it by and loses every one. */
function withId(fault: Fault, operationId: string, id: string | undefined): Fault {
  if (fault.kind !== "lose-answer" || id === undefined) return fault;
  return { kind: "lose-answer", once: `${operationId} ${id}` };
}
