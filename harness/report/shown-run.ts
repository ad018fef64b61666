import type { Masker } from "../../spec/mask.ts";
import type { RunEvent, RunSummary, StepOutcome, WorkflowOutcome } from "../event.ts";
import { type MaskedExchange, maskedExchange } from "../exchange/masked-exchange.ts";
import { Scrubber } from "../exchange/scrubber.ts";
import type { Finding } from "../finding.ts";

/** A step as reports show it: nothing sensitive is left in it. */
export interface ShownStep extends Omit<StepOutcome, "exchange" | "undocumented"> {
  exchange: MaskedExchange | undefined;
}

/** A workflow as reports show it. Its outputs are left out: they are values to work with, tokens among them. */
export interface ShownWorkflow extends Omit<WorkflowOutcome, "steps" | "outputs"> {
  steps: ShownStep[];
}

/** What was run of one scenario file. */
export interface ShownFile {
  /** The file's name in the events. */
  scenario: string;
  /** What the file is about; its name where it does not say. */
  title: string;
  workflows: ShownWorkflow[];
}

/** A run that has finished, as reports show it. */
export interface ShownRun {
  target: string;
  /** `undefined` where nothing was generated. */
  seed: number | undefined;
  /** In milliseconds since 1970. */
  startedAt: number;
  /** What of the contracts is not judged, with the number of its places. */
  unjudged: readonly string[];
  summary: RunSummary;
  files: ShownFile[];
  /** Values that the run made up, which are shown. */
  madeUp: readonly string[];
}

/** Takes the events of one run, in their order. */
export type Reporter = (event: RunEvent) => void;

export interface CollectOptions {
  masker: Masker;
  /** What a scenario file is about, by its name in the events; the name itself stands in. */
  titles?: ReadonlyMap<string, string> | undefined;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/**
 * Makes a reporter that collects a run and hands it on, masked, when it has finished. What is written about a whole run
 * is made from this, so that no format can show what another one masks.
 */
export function collectRun(take: (run: ShownRun) => void, options: CollectOptions): Reporter {
  const { masker, titles, now = Date.now } = options;
  const files = new Map<string, WorkflowOutcome[]>();
  const scrubber = new Scrubber(masker);
  let run: Pick<ShownRun, "target" | "seed" | "startedAt" | "unjudged"> = {
    target: "",
    seed: undefined,
    startedAt: 0,
    unjudged: [],
  };
  return (event) => {
    switch (event.type) {
      case "run-started":
        run = { target: event.target, seed: event.seed, startedAt: now(), unjudged: event.unjudged ?? [] };
        return;
      case "workflow-finished":
        if (!files.has(event.scenario)) files.set(event.scenario, []);
        files.get(event.scenario)?.push(event.outcome);
        for (const { exchange } of event.outcome.steps) if (exchange) scrubber.learn(exchange);
        return;
      case "run-finished": {
        // Masked only now: what was a secret in one workflow may stand in the answers of any other.
        const shown = [...files].map(([scenario, outcomes]): ShownFile => {
          const workflows = outcomes.map((outcome) => shownWorkflow(outcome, { masker, scrubber }));
          return { scenario, title: titles?.get(scenario) ?? scenario, workflows };
        });
        take({ ...run, summary: event.summary, files: shown, madeUp: [...masker.open] });
        return;
      }
      case "workflow-started":
      case "step-finished":
        return;
      default:
        event satisfies never;
    }
  };
}

/**
 * A workflow with everything sensitive taken out. Its exchanges are masked when they are looked at: most reports show few.
 * @param hide `scrubber` has learnt the workflow's exchanges, and those of others that may be repeated in it
 */
export function shownWorkflow(
  { steps, outputs: _, ...workflow }: WorkflowOutcome,
  { masker, scrubber }: { masker: Masker; scrubber: Scrubber },
): ShownWorkflow {
  const reasonOf = ({ reason }: { reason: string | undefined }) =>
    reason === undefined ? undefined : scrubber.scrub(reason);
  return {
    ...workflow,
    reason: reasonOf(workflow),
    steps: steps.map(({ exchange, undocumented, ...step }) => {
      let masked: MaskedExchange | undefined;
      return {
        ...step,
        reason: reasonOf(step),
        findings: step.findings.map((finding) => scrubbed(finding, scrubber)),
        get exchange() {
          if (exchange) masked ??= maskedExchange(exchange, masker, { by: scrubber.values, undocumented });
          return masked;
        },
      };
    }),
  };
}

/** A finding's own text is masked, but not what it repeats from another exchange. */
function scrubbed(finding: Finding, scrubber: Scrubber): Finding {
  const { where, expected, actual, advice } = finding;
  const scrub = (text: string) => scrubber.scrub(text);
  return { ...finding, where: scrub(where), expected: scrub(expected), actual: scrub(actual), advice: scrub(advice) };
}

/** Whether there is more to say of a step or a workflow than its mark. What was skipped is told together at the end. */
export function isTelling(outcome: ShownStep | ShownWorkflow): boolean {
  if (isFailing(outcome)) return true;
  return "steps" in outcome ? outcome.steps.some(isTelling) : outcome.findings.length > 0;
}

/** Whether an outcome is why a run does not end with 0. */
export function isFailing({ verdict }: Pick<StepOutcome, "verdict">): boolean {
  return verdict !== "pass" && verdict !== "skipped";
}

/** All findings of a workflow, with the step each was made at. */
export function findingsOf({ steps }: ShownWorkflow): { step: ShownStep; finding: Finding }[] {
  return steps.flatMap((step) => step.findings.map((finding) => ({ step, finding })));
}

/** Why a workflow, or steps of it, were skipped; each reason once. */
export function skipReasons(workflow: ShownWorkflow): Set<string> {
  const skipped = [workflow, ...workflow.steps].filter(({ verdict }) => verdict === "skipped");
  return new Set(skipped.flatMap(({ reason }) => reason ?? []));
}
