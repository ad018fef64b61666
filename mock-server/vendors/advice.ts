// What a call was probably meant to be, for whoever reads the journal or the log: why credentials were refused, and names
// that are spelt otherwise than those that are read. It is looked for when the answer is out, so that neither the body nor
// the time it took can depend on it. Names are told, never what was sent under them.

import type { Contract } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import type { RuleId } from "../../spec/ledger.ts";
import { contractUnder } from "../../spec/profile.ts";
import { meantName } from "../../spec/words/did-you-mean.ts";
import { printable } from "../../spec/words/printable.ts";
import type { Reason } from "../journal/explanation.ts";
import { bodySchemaOf } from "../schema/body-schema.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import type { World } from "../world/world.ts";
import type { Call } from "./call.ts";

/** What a cause is looked for in: a call, the world it came to, and all others. */
export interface Seen {
  call: Call;
  world: World;
  sandboxes: Pick<Sandboxes, "all" | "get" | "named">;
}

/** One usual cause of a refusal: what to change where it is seen, `undefined` where it is not. */
export type Cause = (seen: Seen) => string | undefined | Promise<string | undefined>;

/** The usual causes by the rule that refuses; the first one that is seen is told. */
export type Causes = { readonly [Rule in RuleId]?: readonly Cause[] };

/** What the caller should change, as far as it can be said of a call; empty where there is nothing. */
export type Advise = (reason: Reason, seen: Seen) => Promise<string>;

/** How many names of a call are looked at, and how long they may be: a caller makes up as many as fit into it. */
const mostNames = 50;
const longestName = 64;

/** Advice on the calls of an operation: the cause of a refusal in place of what its answer says, and misspelt names. */
export function adviser(contract: Contract, operationId: string, causes: Causes): Advise {
  return async ({ rule, change }, seen) => {
    // An answer that asks for no change refuses nothing.
    const cause = change === "" ? undefined : await firstSeen(causes[rule] ?? [], seen);
    const { members } = bodySchemaOf(contractUnder(contract, seen.world.profile), operationId);
    const names = [misspeltMembers(seen.call.object() ?? {}, members), misspeltHeaders(seen.call)];
    return (cause === undefined ? [...names, change] : [cause, ...names]).reduce(joined, "");
  };
}

/** What the first cause that is seen says. */
export async function firstSeen(causes: readonly Cause[], seen: Seen): Promise<string | undefined> {
  for (const cause of causes) {
    const change = await cause(seen);
    if (change !== undefined) return change;
  }
  return undefined;
}

/** The header of a call that was probably meant to be another one. */
export function meantHeader(name: string, { headers }: Call): string | undefined {
  return shortNames(headers).find(
    (sent) => sent !== name && !proxysOwn.test(sent) && meantName(sent, [name]) !== undefined,
  );
}

/** Asks whether some names were meant to be others, in the same order. */
export function questionOf(sent: readonly string[], meant: readonly string[]): string {
  // A made-up name may hold anything.
  return `${sent.map(printable).join(", ")}: did you mean ${meant.join(", ")}?`;
}

/** Names in a sentence: `a, b and c`. */
export function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" and ");
}

/** A Content-Type under another name; a client's library then sends one of its own besides. */
export const misspeltContentType: Cause = ({ call }) => {
  const sent = meantHeader("content-type", call);
  return sent && `${questionOf([sent], ["content-type"])} It has to say application/json`;
};

// What proxies tell of a client is spelt much like a client's id and secret.
const proxysOwn = /^(x-)?client-(ip|dn|cert)/;

// Those that a call may have, and those that an answer has.
const ownHeaders = ["x-understudy-session", "x-understudy-fault"];
const answersHeaders = ["x-understudy-rule", "x-understudy-grade", "x-understudy-hint"];

/** Members that nothing reads, each with the one that is not there and was probably meant. */
function misspeltMembers(body: JsonObject, members: readonly string[]): string {
  const unread = shortNames(body).filter((name) => !members.includes(name));
  return misspelt(
    unread,
    members.filter((name) => !Object.hasOwn(body, name)),
  );
}

function misspeltHeaders({ headers }: Call): string {
  const unread = shortNames(headers).filter((name) => !ownHeaders.includes(name) && !answersHeaders.includes(name));
  return misspelt(
    unread,
    ownHeaders.filter((name) => headers[name] === undefined),
  );
}

function misspelt(sent: readonly string[], known: readonly string[]): string {
  const found = new Map<string, string>();
  for (const name of sent) {
    const meant = meantName(name, known);
    if (meant !== undefined && !found.has(meant)) found.set(meant, name);
  }
  return found.size === 0 ? "" : questionOf([...found.values()], [...found.keys()]);
}

/** The first names of an object's members or of headers, without those that are too long to be shown. */
export function shortNames(holder: object): string[] {
  return Object.keys(holder)
    .slice(0, mostNames)
    .filter((name) => name.length <= longestName);
}

/** One text and another; either may be empty. */
function joined(one: string, other: string): string {
  if (one === "" || other === "") return one + other;
  return one.endsWith("?") ? `${one} ${other}` : `${one}; ${other}`;
}
