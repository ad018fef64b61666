// What serve is told, on its command line or by variables of the environment: one list for both, and for who asks it later.

import { type Command, InvalidArgumentError, Option } from "commander";
import type { Paths } from "../spec/contract.ts";
import { withPathText } from "../spec/paths.ts";
import { readingForm, readingOfText } from "../spec/profile.ts";
import { UsageError } from "../spec/usage-error.ts";
import { memoryBytesOf, memoryForm } from "./budget/memory-budget.ts";
import { isOrigin, originForm } from "./exchange/cors.ts";
import type { LogLevel } from "./journal/log.ts";

/** The options of serve. */
export interface ServeOptions {
  port: number;
  controlPort: number;
  host: string;
  controlHost: string;
  controlToken?: string;
  tls?: true;
  tlsCert?: string;
  tlsKey?: string;
  tlsCaOut?: string;
  cors: readonly string[];
  contract?: string;
  ledger?: string;
  config?: string;
  memory?: number;
  rule: Record<string, string>;
  path: Paths;
  json?: true;
  log: LogLevel;
}

const levels: readonly LogLevel[] = ["silent", "error", "warn", "info", "debug"];

/**
 * Adds the options of serve to a command. Each can be given by a variable as well: `UNDERSTUDY_` and its name in capitals.
 * What can be repeated is a list with blanks between there, a switch is 1 or 0, and an empty variable is none. The
 * command line goes first.
 */
export function addServeOptions(command: Command): Command {
  for (const option of options()) {
    const name = `UNDERSTUDY_${option.name().toUpperCase().replaceAll("-", "_")}`;
    command.addOption(process.env[name] === "" ? option : option.env(name));
  }
  return command.hook("preAction", (_, called) => settleSwitches(called));
}

/** The variables that a command has values from. */
export function variablesUsed(command: Command): string[] {
  return command.options.flatMap((option) =>
    option.envVar !== undefined && command.getOptionValueSource(option.attributeName()) === "env"
      ? [option.envVar]
      : [],
  );
}

function options(): Option[] {
  const list = <Value>(option: Option, none: Value, add: (text: string, given: Value) => Value) =>
    option
      .default(none, "none")
      .argParser((text: string, given: Value) => each(text).reduce((all, one) => add(one, all), given));
  const port = (flag: string, description: string, usual: number) =>
    new Option(flag, description).argParser(portNumber).default(usual);
  return [
    port("--port <number>", "port of the vendor APIs, 0 for a free one", 4010),
    port("--control-port <number>", "port of the control API, 0 for a free one", 4011),
    new Option("--host <address>", "address the vendor APIs listen on").default("127.0.0.1"),
    new Option("--control-host <address>", "address the control API listens on").default("127.0.0.1"),
    new Option("--control-token <token>", "made at start when not given"),
    new Option("--tls", "https for the vendor APIs, with a certificate that is made at start"),
    new Option("--tls-cert <file>", "certificate for https, in place of one that is made, as PEM; with --tls-key"),
    new Option("--tls-key <file>", "its private key, as PEM"),
    new Option("--tls-ca-out <file>", "where to write the certificate that clients have to trust, as PEM; with --tls"),
    list(
      new Option("--cors <origin>", "origin whose pages may call from a browser, * for all; can be repeated"),
      [],
      cors,
    ),
    new Option("--contract <file>", "OpenAPI document to serve in place of the one that ships"),
    new Option("--ledger <file>", "rule ledger in place of the one that ships"),
    new Option("--config <file>", "sandboxes, rules and limits to start with, in YAML"),
    new Option("--memory <size>", "for journal entries, sessions and tokens, such as 256MB, the default").argParser(
      memorySize,
    ),
    list(
      new Option(
        "--rule <rule=reading>",
        "reading for the mock to play where a sandbox does not choose; can be repeated",
      ),
      {},
      rule,
    ),
    list(
      new Option("--path <operation=path>", "path of an operation in place of the contract's; can be repeated"),
      {},
      path,
    ),
    new Option("--json", "print one JSON line once both ports answer, in place of the start page"),
    new Option("--log <level>", "how much is logged to standard error").choices(levels).default("info"),
  ];
}

/** What can be repeated may come at once as well: no reading, path or origin has a blank in it. */
function each(text: string): string[] {
  const texts = text.split(/\s+/).filter((one) => one !== "");
  return texts.length === 0 ? [text] : texts;
}

/** Commander takes any text in the variable of a switch for yes. */
function settleSwitches(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (!option.isBoolean() || option.envVar === undefined || command.getOptionValueSource(name) !== "env") continue;
    const text = process.env[option.envVar] ?? "";
    if (/^(0|false|no|off)$/i.test(text)) command.setOptionValue(name, undefined);
    else if (!/^(1|true|yes|on)$/i.test(text)) {
      command.error(
        `error: option '${option.flags}' value '${text}' from env '${option.envVar}' is invalid. It is 1 or 0.`,
      );
    }
  }
}

function rule(text: string, given: Record<string, string>): Record<string, string> {
  const reading = readingOfText(text);
  if (!reading) throw new InvalidArgumentError(readingForm);
  return { ...given, [reading.rule]: reading.name };
}

function path(text: string, given: Paths): Paths {
  try {
    return withPathText(text, given);
  } catch (error) {
    // So that commander names the option, or the variable.
    throw error instanceof UsageError ? new InvalidArgumentError(`${error.problem}.`) : error;
  }
}

function cors(text: string, given: readonly string[]): readonly string[] {
  if (!isOrigin(text)) throw new InvalidArgumentError(`It is ${originForm}.`);
  return [...given, text];
}

function memorySize(text: string): number {
  const bytes = memoryBytesOf(text);
  if (bytes === undefined) throw new InvalidArgumentError(`It takes ${memoryForm}.`);
  return bytes;
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return Number(text);
}
