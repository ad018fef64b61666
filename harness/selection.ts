import { UsageError } from "../spec/usage-error.ts";
import { didYouMean } from "../spec/words/did-you-mean.ts";
import { calledBy, plan } from "./run/plan.ts";
import type { Scenario, Workflow } from "./scenario/scenario.ts";

/** What is run of some scenarios. */
export interface Selection {
  /** With the workflows that are run or called, so that nothing is asked for on behalf of others. */
  scenarios: Scenario[];
  /** The workflows that were chosen; `undefined` for all. What they need runs before them. */
  only: ReadonlySet<Workflow> | undefined;
}

/**
 * The scenarios with the workflows that were chosen by their ids, and with what these need: see {@link plan}.
 * @param ids none for all of them
 * @throws UsageError for an id that no workflow has; the nearest one is named
 */
export function selected(scenarios: readonly Scenario[], ids: readonly string[]): Selection {
  if (ids.length === 0) return { scenarios: [...scenarios], only: undefined };
  const all = scenarios.flatMap(({ workflows }) => [...workflows.values()]);
  const known = all.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(`no workflow ${unknown} in these scenarios: ${didYouMean(unknown, known)}`);
  }
  const only = new Set(all.filter(({ id }) => ids.includes(id)));
  const planned = plan(scenarios, only);
  const kept = new Set(planned.flatMap((at) => [at, ...calledBy(at)]).map(({ workflow }) => workflow));
  const homes = new Set(planned.map(({ scenario }) => scenario));
  const narrowed = scenarios
    .filter((scenario) => homes.has(scenario))
    .map((scenario) => ({
      ...scenario,
      workflows: new Map([...scenario.workflows].filter(([, workflow]) => kept.has(workflow))),
    }));
  return { scenarios: narrowed, only };
}
