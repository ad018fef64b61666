import type { IncomingHttpHeaders } from "node:http";
import type { Contract } from "../../spec/contract.ts";
import type { RuleId } from "../../spec/ledger.ts";
import type { Profile } from "../../spec/profile.ts";
import type { Refusal } from "../schema/refusal.ts";
import type { SandboxVendor } from "../world/sandbox.ts";
import type { CallerName } from "../world/sandboxes.ts";
import type { World } from "../world/world.ts";
import type { Advise } from "./advice.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";

/** Decides a call: request and state in, answer out. */
export type Handler = (call: Call, world: World) => Promise<Answer>;

/** One operation of a vendor's. */
export interface VendorOperation {
  decide: Handler;
  /** What the journal says of a call besides, once it has been answered. */
  advise?: Advise;
  /** What it does, in a word or two, for the start page; and what to know of it. */
  label: string;
  note?: string;
  /** Paths of earlier releases, where nothing answers any more: a call to one is told the new path. */
  formerPaths?: readonly string[];
  /** The member of its body by which the vendor tells duplicates, where it does. Its value may name a fault. */
  identifier?: string;
  /** The vendor's answer to a duplicate, where it has one. */
  duplicate?(profile: Profile): Answer;
  /** Where its failures have another shape than the vendor's other ones. */
  envelope?: Envelope;
}

/** A call to no path of ours, as far as it tells what it was meant for. */
export interface StrayCall {
  /** As it was sent, without its query. */
  path: string;
  headers: IncomingHttpHeaders;
}

/**
 * How much speaks for a vendor: something that no other API has, or something that may well be another's. What is certain
 * goes before what is likely, whoever says it.
 */
export type Claim = "certain" | "likely";

/** The shape of failures. */
export interface Envelope {
  /** The answers to calls that no operation sees. */
  readonly answers: {
    bodyTooLarge(refusal: Refusal): Answer;
    bodyTimeout(refusal: Refusal): Answer;
    /** @param allow the value of the header Allow */
    wrongMethod(refusal: Refusal, allow: string): Answer;
    unknownPath(refusal: Refusal): Answer;
  };
  /** The body of failures that no rule speaks of. @param status the HTTP status it goes out with */
  failure(message: string, status: number): object;
}

/**
 * A vendor that is stood in for: everything that is true of one and not of the other. Each has a file of its own, which
 * reads top to bottom as the vendor's rules, and a line in vendors.ts.
 */
export interface Vendor extends SandboxVendor, Envelope {
  /** Its name and what is stood in for, for people. */
  readonly title: string;
  /** Its operations by operationId, bound to the contract that judges their bodies. */
  operations(contract: Contract): Readonly<Record<string, VendorOperation>>;
  /** The rules behind answers that mean that a call did what it asked for. */
  readonly successes: readonly RuleId[];
  /** Whether a call to no path of ours looks like one of the vendor's; `undefined` where it does not. */
  claims(call: StrayCall): Claim | undefined;
  /** Whose a call says that it is; `undefined` where it does not say. @param operationId where it is of one */
  callerOf(call: Call, operationId: string | undefined): CallerName | undefined;
  /** The last touch to every answer of the vendor's, whoever gave it. */
  finished?<Given extends { body: object }>(answer: Given, profile: Profile): Given;
}
