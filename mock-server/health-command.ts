// What a container's health check runs. It asks where the mock listens that is there: its options are those of serve, on
// the command line of the container's first process or in the environment.

import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { Command } from "commander";
import { addServeOptions, type ServeOptions } from "./serve-options.ts";

/** How long an answer may take, in milliseconds. */
const timeoutMs = 2_000;

/** Adds the command health. @param unavailable what the process ends with where the mock does not answer */
export function addHealth(program: Command, unavailable: number): void {
  program
    .command("health")
    .description(
      "Ask the mock of this container whether it is well: for a health check. Ends with 0, or 3 where it is not.",
    )
    .action(async () => {
      const url = healthUrl(servedWith(firstCommandLine()));
      const problem = await problemAt(url);
      process.stdout.write(`${url} ${problem ?? "is well"}\n`);
      if (problem !== undefined) process.exitCode = unavailable;
    });
}

/**
 * Where a mock tells that it is well, as the environment and its options say.
 * @param args of serve, on its command line
 */
export function healthUrl(args: readonly string[]): string {
  const command = addServeOptions(new Command().exitOverride()).action(() => {});
  const { tls, tlsCert, host, port } = command.parse([...args], { from: "user" }).opts<ServeOptions>();
  const scheme = tls || tlsCert !== undefined ? "https" : "http";
  const reached = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `${scheme}://${reached.includes(":") ? `[${reached}]` : reached}:${port}/healthz`;
}

/**
 * What a process was told to serve with.
 * @param commandLine its arguments, each ended by NUL, as Linux has them
 * @returns none where it serves no mock
 */
export function servedWith(commandLine: string): string[] {
  const words = commandLine.split("\0").slice(0, -1);
  const door = words.findIndex((word) => /(^|\/)(cli\.[jt]s|understudy(\.cjs)?)$/.test(word));
  return door >= 0 && words[door + 1] === "serve" ? words.slice(door + 2) : [];
}

function firstCommandLine(): string {
  try {
    return readFileSync("/proc/1/cmdline", "utf8");
  } catch {
    // Another system than Linux, or not ours to see.
    return "";
  }
}

/** @returns `undefined` where it answers that it is well */
function problemAt(url: string): Promise<string | undefined> {
  // It is this machine that is asked: whose names the certificate has does not matter.
  const asked = url.startsWith("https:") ? httpsRequest(url, { rejectUnauthorized: false }) : httpRequest(url);
  return new Promise((resolve) => {
    asked.setTimeout(timeoutMs, () => asked.destroy(new Error(`no answer in ${timeoutMs} ms`)));
    asked.on("error", (error: NodeJS.ErrnoException) => resolve(`does not answer: ${error.code ?? error.message}`));
    asked.on("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? undefined : `answers ${response.statusCode}`);
    });
    asked.end();
  });
}
