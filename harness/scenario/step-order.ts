import type { ScenarioReader } from "./reader.ts";
import type { Step } from "./scenario.ts";
import { neededBy, stepsRead } from "./step-expressions.ts";

/**
 * The steps of a workflow in an order in which each comes behind those it depends on (Arazzo 1.1.0, Step Dependencies):
 * the order of the file, where no step says that it depends on others.
 * @throws UsageError for steps that wait for each other
 */
export function ordered(steps: readonly Step[], pointer: string, reader: ScenarioReader): Step[] {
  if (steps.every(({ dependsOn }) => dependsOn.length === 0)) return [...steps];
  const done = new Set<string>();
  const inOrder: Step[] = [];
  while (inOrder.length < steps.length) {
    const waiting = steps.filter(({ id }) => !done.has(id));
    const next = waiting.find((step) => needs(step, steps).every((id) => done.has(id)));
    if (!next) {
      const names = waiting.map(({ id }) => id).join(", ");
      return reader.fail(
        `${pointer}/steps`,
        `steps that wait for each other: ${names}`,
        "steps that can be put in order",
      );
    }
    done.add(next.id);
    inOrder.push(next);
  }
  return inOrder;
}

// A step that is not there, because it could not be loaded, is not waited for.
function needs(step: Step, steps: readonly Step[]): string[] {
  const all = [...step.dependsOn, ...stepsRead(neededBy(step))];
  return all.filter((id) => id !== step.id && steps.some((other) => other.id === id));
}
