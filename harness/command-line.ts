// The runner's commands and their options. Code is loaded by the command that needs it: half of the time until the first
// line is printed goes into loading otherwise.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { withPathText } from "../spec/paths.ts";
import { readingForm, readingOfText } from "../spec/profile.ts";
import type { CheckOptions, CheckSetting } from "./check-options.ts";
import type { JudgeOptions } from "./judge-command.ts";
import type { Tool } from "./report/ctrf.ts";
import type { SelftestCommandOptions } from "./selftest-command.ts";
import type { SourcesOptions } from "./sources-command.ts";

/** What the commands take from whoever knows the mock, too. */
export interface CommandLine extends Pick<CheckSetting, "startMock" | "publishedInputs"> {
  /** The folder of the scenarios that ship. */
  scenarios: string;
  tool: Tool;
}

const reportHelp =
  "write a report too: junit, ctrf, sarif, html, har, github-summary, github-annotations; - is standard output, and the words for people go to standard error then; can be repeated";
const quietHelp = "print only what did not pass, and a line that counts the workflows";
const scenarioHelp =
  "Arazzo files, and folders: every *.arazzo.yaml, .yml and .json below; the ones that ship with understudy when none is given";
const inputHelp = "input for the workflows that declare it; also UNDERSTUDY_INPUT_name; can be repeated";
const workflowHelp = "workflow to run in place of all, with those it depends on; can be repeated";
const bailHelp = "begin no workflow any more when one has failed, and run one after the other unless told otherwise";
const allowHelp = "host that may be called although it is not this machine; can be repeated";
const judgedHelp = "reading of a rule to judge by; can be repeated";
const playedHelp = "reading of a rule to judge by, and for a mock of its own to play; can be repeated";
const pathHelp =
  "path of an operation at the target, in place of the contract's; a mock of its own answers there; can be repeated";
const judgedPathHelp = "path of an operation in the recording, in place of the contract's; can be repeated";
const weightsHelp = "what findings count for, by check, rule and field, and what is allowed: a YAML file";
const writesHelp =
  "send calls that change something to a host that is not this machine: all but GET, HEAD, OPTIONS and what the contract marks x-safe";
const concurrencyHelp =
  "workflows at once: 8 against a mock of its own, 1 against anything else; each has a session of its own at a mock";
const standInHelp =
  "file in place of the source description NAME of the scenarios, or OpenAPI document in place of all but `control` without NAME=; can be repeated";
const contractHelp = `${standInHelp}; a mock of its own plays it`;
const ledgerHelp = "rule ledger in place of the one that ships";
const strictHelp =
  "refuse a contract of which something would not be judged, such as a format nobody knows; it is told otherwise";
const ownLedgerHelp = `${ledgerHelp}; a mock of its own plays it`;

/** Adds the runner's commands: check, lint, judge, sources, selftest. Each sets the exit code of the process. */
export function addCommands(program: Command, line: CommandLine): void {
  const shipped = () => {
    const names = readdirSync(line.scenarios).filter((name) => name.endsWith(".arazzo.yaml"));
    return names.sort().map((name) => join(line.scenarios, name));
  };
  addCheck(program, line, shipped);
  addLint(program, shipped);
  addJudge(program, line);
  addSources(program, line);
  addSelftest(program, line, shipped);
}

function addCheck(program: Command, line: CommandLine, shipped: () => string[]): void {
  program
    .command("check")
    .description("Run scenarios against the mock, or against a target, and judge every exchange by the contract.")
    .argument("[scenario...]", scenarioHelp)
    .option("--target <url|file>", "base URL of the APIs, or a target file in YAML; a mock is started when not given")
    .option("--control <url>", "base URL of the target's control API, where it is a mock")
    .addOption(new Option("--control-token <token>", "of that control API").env("UNDERSTUDY_CONTROL_TOKEN"))
    .option("--allow-host <host>", allowHelp, list, [])
    .option("--allow-writes", writesHelp)
    .option("--rate <number>", "requests per second; 5 where a host is not this machine, else no limit", positive)
    .option("--budget <number>", "requests in all; 1000 where a host is not this machine, else no limit", whole)
    .option("--timeout <seconds>", "for one whole answer (default: 30)", positive)
    .option("--run-time <seconds>", "for the whole run (default: 3600)", positive)
    .option("--workflow-time <seconds>", "for one workflow, with those it calls (default: 600)", positive)
    .option("--max-steps <number>", "of one workflow, with those it calls (default: 10000)", whole)
    .option("--concurrency <number>", concurrencyHelp, whole)
    .option("--contract <name=file>", contractHelp, list, [])
    .option("--input <name=value>", inputHelp, input, {})
    .option("--workflow <id>", workflowHelp, list, [])
    .option("--list", "tell which workflows there are and what they need, and run nothing")
    .option("--bail", bailHelp)
    .option("--seed <number>", "decides all generated data; printed when not given", seedNumber)
    .option("--ledger <file>", ownLedgerHelp)
    .option("--path <operation=path>", pathHelp, withPathText, {})
    .option("--rule <rule=reading>", playedHelp, rule, {})
    .option("--judge <file>", weightsHelp)
    .option("--strict", strictHelp)
    .option("--report <kind=file>", reportHelp, list, [])
    .option("--junit <file>", "the same as --report junit=FILE")
    .option("--quiet", quietHelp)
    .action(async (files: string[], options: CheckOptions, command: Command) => {
      const [{ checkCommand }, { givenOptions }] = await Promise.all([
        import("./check-command.ts"),
        import("./given-options.ts"),
      ]);
      const interrupted = new AbortController();
      process.once("SIGINT", () => interrupted.abort());
      const { env: variables, stdout: stream } = process;
      const given = givenOptions(command);
      const setting = { ...line, given, shipped, variables, stream, err: complain, signal: interrupted.signal };
      process.exitCode = await checkCommand(files, options, setting);
    });
}

function addLint(program: Command, shipped: () => string[]): void {
  program
    .command("lint")
    .description(
      "Look through scenarios without sending anything: unknown references, outputs, rules, and what is not portable.",
    )
    .argument("[scenario...]", scenarioHelp)
    .option("--contract <name=file>", standInHelp, list, [])
    .option("--ledger <file>", ledgerHelp)
    .option("--strict", strictHelp)
    .action(async (files: string[], options: { ledger?: string; contract: string[]; strict?: boolean }) => {
      const { lintCommand } = await import("./lint-command.ts");
      const out = (text: string) => process.stdout.write(`${text}\n`);
      process.exitCode = lintCommand(files.length > 0 ? files : shipped(), { ...options, out, err: complain });
    });
}

function addJudge(program: Command, { tool }: CommandLine): void {
  program
    .command("judge")
    .description("Judge recorded traffic by the contract, as check judges its own.")
    .argument("<recording...>", "HTTP Archive 1.2, as browsers and proxies write it; of a folder every *.har below it")
    .option("--contract <file>", "OpenAPI document to judge by in place of the one that ships")
    .option("--ledger <file>", ledgerHelp)
    .option("--path <operation=path>", judgedPathHelp, withPathText, {})
    .option("--rule <rule=reading>", judgedHelp, rule, {})
    .option("--judge <file>", weightsHelp)
    .option("--strict", strictHelp)
    .option("--report <kind=file>", reportHelp, list, [])
    .option("--junit <file>", "the same as --report junit=FILE")
    .option("--quiet", quietHelp)
    .action(async (recordings: string[], options: JudgeOptions) => {
      const { judgeCommand } = await import("./judge-command.ts");
      const { env: variables, stdout: stream } = process;
      process.exitCode = judgeCommand(recordings, options, { stream, variables, tool, err: complain });
    });
}

function addSources(program: Command, { tool }: CommandLine): void {
  program
    .command("sources")
    .description("List the pages that the rule ledger rests on, or fetch them and look for the words quoted from them.")
    .option("--check", "fetch each page and say which quotes still stand")
    .option("--allow-host <host...>", "host that pages may be fetched from although it is not this machine")
    .option("--json", "one JSON document in place of lines for people")
    .option("--ledger <file>", ledgerHelp)
    .action(async (options: SourcesOptions) => {
      const { sourcesCommand } = await import("./sources-command.ts");
      const out = (text: string) => process.stdout.write(text);
      process.exitCode = await sourcesCommand(options, { out, tool });
    });
}

function addSelftest(program: Command, { startMock }: CommandLine, shipped: () => string[]): void {
  program
    .command("selftest")
    .description(
      "Measure the scenarios and the judge: run them against faulty servers and count those that are noticed.",
    )
    .option("--operator <name>", "only the faults of this operator, for example required or reading")
    .action(async (options: SelftestCommandOptions) => {
      const { selftestCommand } = await import("./selftest-command.ts");
      const { stdout: stream, stderr: progress } = process;
      process.exitCode = await selftestCommand(options, { startMock, shipped, stream, progress });
    });
}

function complain(text: string): void {
  process.stderr.write(`understudy: ${text}\n`);
}

/** An option that can be given again; it takes one value each time, so that arguments can follow it. */
function list(text: string, given: string[]): string[] {
  return [...given, text];
}

function input(text: string, given: Record<string, string>): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("An input is given as name=value.");
  return { ...given, [text.slice(0, at)]: text.slice(at + 1) };
}

function rule(text: string, given: Record<string, string>): Record<string, string> {
  const reading = readingOfText(text);
  if (!reading) throw new InvalidArgumentError(readingForm);
  return { ...given, [reading.rule]: reading.name };
}

function positive(text: string): number {
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError("It is a number above 0, with up to 3 decimals.");
  return Number(text);
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("It is a whole number above 0.");
  return Number(text);
}

function seedNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("A seed is a whole number of up to 15 digits.");
  return Number(text);
}
