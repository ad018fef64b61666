import type { Command } from "commander";
import type { Masker } from "../spec/mask.ts";
import { maskText } from "../spec/scrub.ts";
import { quoted } from "./report/curl.ts";

/** An option as it was given on a command line: its name, and its values as texts; none of one that takes no value. */
export interface GivenOption {
  flag: string;
  values: readonly string[] | undefined;
}

/** The options that were given to a command on its command line, in the order in which it has them. */
export function givenOptions(command: Command): GivenOption[] {
  return command.options.flatMap((option): GivenOption[] => {
    const name = option.attributeName();
    // What the environment says stays said.
    if (command.getOptionValueSource(name) !== "cli") return [];
    const value: unknown = command.getOptionValue(name);
    const flag = option.long ?? option.flags;
    return [{ flag, values: value === true ? undefined : textsOf(value) }];
  });
}

/** The texts that an option's value was read from: each item of a list, `name=value` for each member. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== "object" || value === null) return [String(value)];
  return Object.entries(value).map(([name, text]) => `${name}=${text}`);
}

/** Options that a repeated run has its own of: what it writes, and the seed, which is told apart. */
const left = new Set(["--report", "--junit", "--quiet", "--seed"]);

/**
 * The command that repeats a run with all that was given to it, without its files and its seed. What is secret is masked:
 * whoever repeats it puts in their own.
 * @param isCredential whether the input of a name is a credential
 */
export function repeatedCommand(
  given: readonly GivenOption[],
  { masker, isCredential }: { masker: Masker; isCredential: (input: string) => boolean },
): string {
  const shown = (flag: string, text: string) => {
    if (flag === "--control-token") return maskText;
    if (flag !== "--input") return text;
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const masked = isCredential(name) ? maskText : JSON.parse(masker.under([name], JSON.stringify(value)));
    return `${name}=${masked}`;
  };
  const words = given.flatMap(({ flag, values }) => {
    if (left.has(flag)) return [];
    return values === undefined ? [flag] : values.flatMap((text) => [flag, shown(flag, text)]);
  });
  return ["understudy check", ...words.map(quoted)].join(" ");
}
