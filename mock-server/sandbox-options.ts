import type { OperationId } from "../spec/generated/openapi.ts";
import type { MagicOptions } from "./exchange/requested-fault.ts";
import { millisecondsOf, type SomeReadings } from "./sandbox-handle.ts";
import type { BosCredentials } from "./vendors/bos.ts";
import type { IserveuCredentials } from "./vendors/iserveu.ts";
import type { Seed } from "./vendors/vendors.ts";
import type { ClockMode } from "./world/clock.ts";
import { clockProblem } from "./world/clock-change.ts";
import type { SandboxSpec } from "./world/sandbox.ts";

/** How a sandbox begins. */
export interface SandboxBeginning {
  /** Readings of rules that have more than one; the ledger's defaults for the rest. */
  rules?: SomeReadings;
  /** Where the clock begins and whether it stands, in the control API's words; it shows the real time unless told otherwise. */
  clock?: { at?: Date | string; mode?: ClockMode };
  /** What has happened before. */
  seed?: Seed;
  /** Who may call. */
  credentials?: { bos?: readonly BosCredentials[]; iserveu?: readonly IserveuCredentials[] };
}

/** Paths by operationId, in place of the contract's. */
export type OperationPaths = Partial<Record<OperationId, string>>;

/** How a sandbox begins that has a server to itself. Its credentials are the published ones unless told otherwise. */
export interface SandboxOptions extends SandboxBeginning {
  /** Where the operations answer, for a client whose paths are not the contract's. */
  paths?: OperationPaths;
  /** The origins whose pages may call from a browser, `*` for all; none unless told otherwise. */
  cors?: readonly string[];
  /** Which faults a call may ask for by itself; all unless told otherwise. */
  magic?: Partial<MagicOptions>;
  /** How much journal entries, sessions and tokens may take: a size such as `"256MB"`, which it is unless told otherwise. */
  memory?: string;
  /** How many entries each journal keeps; 1,000 unless told otherwise. */
  journalCapacity?: number;
}

/** A sandbox as a server wants to be told of it. @throws RangeError for a clock that begins at no date, or real and set */
export function sandboxSpecOf(name: string, { rules, clock = {}, seed, credentials }: SandboxBeginning): SandboxSpec {
  const { at, ...rest } = clock;
  const change = at === undefined ? rest : { ...rest, at: new Date(millisecondsOf(at)).toISOString() };
  if (clockProblem(change) === "real") throw new RangeError("clock: at needs another mode, real time cannot be set");
  return {
    name,
    clock: change,
    ...(credentials ? { credentials } : {}),
    ...(rules ? { rules: { ...rules } } : {}),
    ...(seed ? { seed } : {}),
  };
}
