// The command that repeats a run is read as the one that was given: every option that check has, whatever there will be.
import { Command } from "commander";
import { expect, test } from "vitest";
import { loadContract } from "../spec/contract.ts";
import { maskerOf } from "../spec/mask.ts";
import { addCommands } from "./command-line.ts";
import { givenOptions, repeatedCommand } from "./given-options.ts";

const masker = maskerOf(loadContract());

/** The command line, and check on it. */
function commands(): { program: Command; check: Command } {
  const program = new Command();
  const startMock = () => expect.fail("nothing is run");
  addCommands(program, { startMock, publishedInputs: startMock, scenarios: ".", tool: { name: "t", version: "1" } });
  const check = program.commands.find((command) => command.name() === "check") ?? expect.fail("no check");
  return { program, check };
}

/** What check takes from some words, and how it would say them; nothing is run. */
function checkOptions(words: readonly string[]): { options: object; said: string } {
  const { program, check } = commands();
  check.exitOverride().configureOutput({ writeErr: () => undefined });
  let said = "";
  check.action((_files: string[], _options: object, command: Command) => {
    said = repeatedCommand(givenOptions(command), { masker, isCredential: (name) => name === "key" });
  });
  program.parse(["check", ...words], { from: "user" });
  return { options: check.opts(), said };
}

/** Words that a shell makes of a line. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, inQuotes, bare]) => inQuotes ?? bare ?? "");
}

test.each<[given: string, said: string]>([
  ["", "understudy check"],
  ["--target http://127.0.0.1:1", "understudy check --target http://127.0.0.1:1"],
  [
    "--control http://127.0.0.1:2 --control-token abc",
    "understudy check --control http://127.0.0.1:2 --control-token '***'",
  ],
  ["--allow-host a --allow-host b --allow-writes", "understudy check --allow-host a --allow-host b --allow-writes"],
  ["--ledger my/rules.yaml", "understudy check --ledger my/rules.yaml"],
  ["--contract a=b.yaml --contract c.yaml", "understudy check --contract a=b.yaml --contract c.yaml"],
  [
    "--path registerAgent=/a --path checkPanStatus=/b",
    "understudy check --path registerAgent=/a --path checkPanStatus=/b",
  ],
  ["--rule BOS-AUTH=optional", "understudy check --rule BOS-AUTH=optional"],
  ["--judge 'my weights.yaml' --strict", "understudy check --judge 'my weights.yaml' --strict"],
  ["--rate 2.5 --budget 7 --timeout 1", "understudy check --rate 2.5 --budget 7 --timeout 1"],
  ["--concurrency 3", "understudy check --concurrency 3"],
  ["--run-time 9 --workflow-time 8 --max-steps 7", "understudy check --run-time 9 --workflow-time 8 --max-steps 7"],
  ["--input refid=a=b --input count=5", "understudy check --input refid=a=b --input count=5"],
  // What is secret or somebody's stays hidden: by its name, by its form, or because it is a credential.
  ["--input pancard=ABCZE1234F", "understudy check --input 'pancard=***'"],
  ["--input refid=ABCZE1234F", "understudy check --input 'refid=***'"],
  ["--input key=abc --input refid=", "understudy check --input 'key=***' --input refid="],
  // What a run writes and its seed are no part of it.
  ["--report html=a.html --junit b.xml --seed 5 --quiet", "understudy check"],
  ["--workflow a --workflow b --bail", "understudy check --workflow a --workflow b --bail"],
])("%s", (given, said) => {
  expect(checkOptions(wordsOf(given)).said).toBe(said);
});

/** A value of any option, by its name; of one that has none here the first that it takes. */
const samples: Readonly<Record<string, string>> = { "--report": "html=a", "--rule": "R=a" };

test("every option is repeated, but for what a run writes, its seed and what is secret", () => {
  const lost = commands().check.options.flatMap(({ long, required, optional }) => {
    const flag = long ?? expect.fail("an option without a long name");
    const takesValue = required || optional;
    const values = !takesValue ? [[]] : [samples[flag] ?? [], "1", "a=b"].flat().map((text) => [text]);
    const given = values.map((value) => [flag, ...value]).find(isTaken) ?? expect.fail(`no value for ${flag}`);
    const before = checkOptions(given);
    const again = checkOptions(wordsOf(before.said).slice(2));
    return JSON.stringify(again.options) === JSON.stringify(before.options) ? [] : [flag];
  });
  expect(lost.toSorted()).toEqual(["--control-token", "--junit", "--quiet", "--report", "--seed"]);
});

function isTaken(words: string[]): boolean {
  try {
    checkOptions(words);
    return true;
  } catch {
    return false;
  }
}
