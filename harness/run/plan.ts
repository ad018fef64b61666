import { valueAt } from "../../spec/json/json-pointer.ts";
import { type Scenario, type Workflow, workflowAt } from "../scenario/scenario.ts";

/** A workflow that will run, and the number of the group it shares a session with. */
export interface Planned {
  scenario: Scenario;
  workflow: Workflow;
  /** Workflows of one group need each other and run one after the other; groups know nothing of each other. */
  group: number;
}

/**
 * All workflows in the order they run, each once, behind those that it or a workflow it calls depends on.
 * @param only what to run instead of all; what it depends on, and what stands before it in its file and is read by it, comes
 * along
 */
export function plan(scenarios: readonly Scenario[], only?: ReadonlySet<Workflow>): Planned[] {
  const planned: Planned[] = [];
  const visited = new Set<Workflow>();
  const visit = (at: Omit<Planned, "group">): void => {
    if (visited.has(at.workflow)) return;
    visited.add(at.workflow);
    const needed = dependenciesOf(at);
    for (const other of needed) visit(other);
    if (only) for (const other of readBefore(at)) visit(other);
    const mine = planned.length;
    planned.push({ ...at, group: mine });
    // Whatever this workflow needs joins its group, with all that is in one with that already.
    for (const { workflow } of [...needed, ...readBy(at)]) {
      const theirs = planned.find((other) => other.workflow === workflow)?.group;
      for (const other of planned) if (other.group === theirs) other.group = mine;
    }
  };
  for (const scenario of scenarios) {
    for (const workflow of scenario.workflows.values()) if (!only || only.has(workflow)) visit({ scenario, workflow });
  }
  return planned;
}

/** The same with those of one group together, where the first of them was: what they share is needed only that long. */
export function groupByGroup(planned: readonly Planned[]): Planned[] {
  return [...Map.groupBy(planned, ({ group }) => group).values()].flat();
}

type WorkflowIn = { scenario: Scenario; workflow: Workflow };

function dependenciesOf(at: WorkflowIn): WorkflowIn[] {
  return [at, ...calledBy(at)].flatMap(({ scenario, workflow }) =>
    workflow.dependsOn.map((other) => workflowAt(scenario, other)),
  );
}

/** The workflows that a workflow may call or go to, and those that these may, each once. */
export function calledBy({ scenario, workflow }: WorkflowIn, seen = new Set([workflow])): WorkflowIn[] {
  return workflow.steps.flatMap(({ call, onSuccess, onFailure }) => {
    const targets = [...onSuccess, ...onFailure].map((action) => ("target" in action ? action.target : undefined));
    return [call, ...targets].flatMap((target) => {
      const called = target?.kind === "workflow" ? workflowAt(scenario, target) : undefined;
      if (!called || seen.has(called.workflow)) return [];
      seen.add(called.workflow);
      return [called, ...calledBy(called, seen)];
    });
  });
}

function readBefore(at: WorkflowIn): WorkflowIn[] {
  return [at, ...calledBy(at)].flatMap((one) => {
    const inFile = [...one.scenario.workflows.values()];
    return readBy(one).filter(({ workflow }) => inFile.indexOf(workflow) < inFile.indexOf(one.workflow));
  });
}

/** The workflows before this one whose inputs or outputs it may read as `$workflows.<id>`, by its text. */
function readBy({ scenario, workflow }: WorkflowIn): WorkflowIn[] {
  const root = scenario.file.value;
  const text = JSON.stringify([valueAt(root, workflow.pointer), valueAt(root, "/components")]);
  const ids = [...text.matchAll(/\$workflows\.([\w-]+)/g)].map(([, id]) => id ?? "");
  return ids.flatMap((id) => {
    const other = scenario.workflows.get(id);
    return other ? [{ scenario, workflow: other }] : [];
  });
}
