import { loadLedger } from "../spec/ledger.ts";
import { openMaskerOf } from "../spec/mask.ts";
import { profileOf } from "../spec/profile.ts";
import { standInsOf } from "./arazzo/library.ts";
import type { CheckOptions, CheckSetting } from "./check-options.ts";
import { unjudgedText } from "./codec/unjudged.ts";
import { exitCode, exitCodeOf } from "./exit-code.ts";
import type { Values } from "./expression/scope.ts";
import { arazzoFiles, filesNamed } from "./file-arguments.ts";
import { repeatedCommand } from "./given-options.ts";
import { judgedNames, loadJudgeConfig } from "./judge/judge-config.ts";
import { reportersOf, reportRequestsOf } from "./report/reporter.ts";
import { credentialInputs } from "./request/credential-input.ts";
import { OwnValues } from "./request/own-values.ts";
import { refuseUnknownInputs } from "./request/workflow-inputs.ts";
import type { BudgetLimits } from "./run/budget.ts";
import { run } from "./run/run.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";
import { contractsOf, refuseUnknown, type Scenario, withReferred } from "./scenario/scenario.ts";
import { demandStrict } from "./schema/compiled-schemas.ts";
import { selected } from "./selection.ts";
import { addressesOf, chosenTarget, contractsAt } from "./target/choose-target.ts";
import { type Target, unreachable } from "./target/target.ts";
import { workflowList } from "./workflow-list.ts";

/**
 * `understudy check`: runs scenarios against a target and reports what it finds.
 * @returns the exit code
 * @throws UsageError for what the user has to mend
 */
export async function checkCommand(
  files: readonly string[],
  options: CheckOptions,
  setting: CheckSetting,
): Promise<number> {
  const { variables, stream, signal, tool } = setting;
  const loaded = scenariosOf(files.length > 0 ? filesNamed(files, arazzoFiles) : setting.shipped(), options);
  const workflows = withReferred(loaded).flatMap((scenario) => [...scenario.workflows.values()]);
  refuseUnknownInputs(workflows, Object.keys(options.input));
  const selection = selected(loaded, options.workflow);
  if (options.list) {
    stream.write(workflowList(selection));
    return exitCode.nothingFound;
  }
  const { scenarios, only } = selection;
  const ledger = loadLedger(options.ledger);
  const contracts = contractsOf(scenarios);
  if (options.strict) contracts.forEach(demandStrict);
  const { judge } = options;
  const judgeConfig = judge === undefined ? undefined : loadJudgeConfig(judge, judgedNames(ledger, contracts));
  const titles = new Map(scenarios.map(({ name, title }) => [name, title]));
  await using against = await chosenTarget(scenarios, options, setting);
  const { target, sessions, timeoutMs } = against;
  const given = [against.inputs, variableInputs(variables), options.input];
  const own = new OwnValues(withReferred(scenarios), [...given, ...providedBy(target)]);
  const masker = openMaskerOf(own, ...contractsAt(target, scenarios));
  const absence = await unreachable(addressesOf(target, scenarios));
  if (absence !== undefined) {
    setting.err(absence);
    return exitCode.unavailable;
  }

  const unjudged = unjudgedText(contracts);
  if (unjudged !== undefined) setting.err(unjudged);
  const reporters = reportersOf({
    reports: reportRequestsOf(options),
    stream,
    quiet: options.quiet,
    variables,
    masker,
    titles,
    tool,
    command: repeatedCommand(setting.given, { masker, isCredential: credentialTest(scenarios, target) }),
  });
  const events = run({
    scenarios,
    only,
    bail: options.bail,
    target,
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 31),
    inputs: Object.assign({}, ...given),
    own,
    ledger,
    profile: profileOf(ledger, options.rule),
    ...(judgeConfig ? { judgeConfig } : {}),
    budget: budgetFrom(options),
    signal,
    concurrency: options.concurrency ?? (options.bail ? 1 : against.concurrency),
    ...sessions,
    ...(timeoutMs === undefined ? {} : { limits: { timeoutMs } }),
  });
  let code: number = exitCode.nothingFound;
  for await (const event of events) {
    for (const report of reporters) report(event);
    if (event.type === "run-finished") code = exitCodeOf(event.summary);
  }
  return code;
}

/** Which inputs of some scenarios are credentials at a target. */
function credentialTest(scenarios: readonly Scenario[], target: Target): (name: string) => boolean {
  return (name) =>
    scenarios.some((scenario) =>
      [...scenario.workflows.values()].some((workflow) => credentialInputs({ scenario, workflow }, target).has(name)),
    );
}

function budgetFrom({ runTime, workflowTime, maxSteps }: CheckOptions): Partial<BudgetLimits> {
  return {
    ...(runTime === undefined ? {} : { runMs: runTime * 1000 }),
    ...(workflowTime === undefined ? {} : { workflowMs: workflowTime * 1000 }),
    ...(maxSteps === undefined ? {} : { steps: maxSteps }),
  };
}

/** @throws UsageError for a contract that stands in for a source description no scenario has */
function scenariosOf(files: readonly string[], { contract }: CheckOptions): Scenario[] {
  const standIns = standInsOf(contract);
  const scenarios = loadScenarios(files, { standIns });
  refuseUnknown(standIns, scenarios);
  return scenarios;
}

/** The outputs that a target file has in place of calls. */
function providedBy({ provided }: Target): Values[] {
  return [...(provided?.values() ?? [])].map(({ values }) => values);
}

/** Inputs from the variables of the process, so that secrets need not stand on a command line. */
function variableInputs(variables: CheckSetting["variables"]): Record<string, string> {
  const prefix = "UNDERSTUDY_INPUT_";
  const given = Object.entries(variables).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(given.map(([name, value]) => [name.slice(prefix.length), value ?? ""]));
}
