import type { Miss, Misses, OpenLeaves } from "./misses.ts";
import type { SelftestResult } from "./selftest.ts";

/** What the figures come to. */
export interface SelftestVerdict {
  /** Missed and not listed: faults, and places where a scenario might ask for more than the contract. */
  missed: string[];
  /** Missed and listed, with the reason. */
  listed: Miss[];
  /** Places that are left open and listed, with the reason. */
  open: OpenLeaves[];
  /** Listed, and noticed after all. */
  outdated: string[];
  /** Listed, and nothing of that name was made. */
  unknown: string[];
  /** What raised an alarm and should not have. */
  alarms: { name: string; alarm: string }[];
  /** Of which runs the recording tells otherwise than the run, and what. */
  losses: { name: string; loss: string }[];
  /**
   * Whether everything is caught or listed, the list is true, nothing that the contract allows raised an alarm, recordings
   * are evidence, and both engines say the same.
   */
  passed: boolean;
}

/**
 * Holds the result of a self-test against the list of known misses.
 * @param options.isPart whether only some faults were made, so that entries without a fault are nothing to complain about
 */
export function verdictOf(
  result: SelftestResult,
  known: Misses,
  { isPart = false }: { isPart?: boolean } = {},
): SelftestVerdict {
  const caught = new Map<string, boolean>();
  for (const { name, leaf, caught: isCaught } of result.faults) {
    // Of a place one change that nobody notices is enough to leave it open.
    const key = leaf === undefined ? name : openName(leaf);
    caught.set(key, isCaught && caught.get(key) !== false);
  }
  const leaves = known.open.flatMap((entry) => entry.leaves.map(openName));
  const names = [...known.misses.map(({ fault }) => fault), ...leaves];
  const missed = [...caught].filter(([name, isCaught]) => !isCaught && !names.includes(name)).map(([name]) => name);
  const listed = known.misses.filter(({ fault }) => caught.get(fault) === false);
  const open = known.open.flatMap((entry) => {
    const own = entry.leaves.filter((leaf) => caught.get(openName(leaf)) === false);
    return own.length > 0 ? [{ ...entry, leaves: own }] : [];
  });
  // Of a place only some of the changes were made, perhaps those that are noticed.
  const outdated = names.filter((name) => caught.get(name) === true && !(isPart && leaves.includes(name)));
  const unknown = isPart ? [] : names.filter((name) => !caught.has(name));
  const alarms = [...result.harmless, ...result.faults].flatMap(({ name, alarm }) =>
    alarm === undefined ? [] : [{ name, alarm }],
  );
  const losses = result.faults.flatMap(({ name, loss }) => (loss === undefined ? [] : [{ name, loss }]));
  const { differences } = result.secondOpinion;
  const passed = [missed, outdated, unknown, alarms, losses, differences].every((list) => list.length === 0);
  return { missed, listed, open, outdated, unknown, alarms, losses, passed };
}

function openName(leaf: string): string {
  return `${leaf}, left open`;
}
