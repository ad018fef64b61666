// The programs that run the samples: which one answers on this machine, and what to install where none does.
import { spawn, spawnSync } from "node:child_process";

/** By language; the shell is one that has curl, Python has requests, PHP has its curl extension. */
export type Tool = "shell" | "python" | "node" | "php";

type Environment = Record<string, string | undefined>;

/** A probe prints something that `proof` matches where the program can run the samples. */
interface Requirement {
  candidates: string[];
  probe: string[];
  proof: RegExp;
  install: string;
}

const requirements: Record<Tool, Requirement> = {
  shell: { candidates: ["sh"], probe: ["-c", "curl --version"], proof: /^curl /, install: "apt-get install curl" },
  python: {
    // A python3 that comes first on PATH may lack the requests that the system's own has.
    candidates: ["python3", "/usr/bin/python3"],
    probe: ["-c", "import requests; print(requests.__name__)"],
    proof: /^requests$/m,
    install: "apt-get install python3-requests",
  },
  node: { candidates: [process.execPath], probe: ["--version"], proof: /^v/, install: "npm ci" },
  php: { candidates: ["php"], probe: ["-m"], proof: /^curl$/m, install: "apt-get install php-cli php-curl" },
};

/** What is asked of a running test; Vitest's test context has it. */
export interface Skippable {
  skip(note?: string): never;
}

/**
 * The command that starts a tool. Where there is none the test is skipped with a note that says what to install; with
 * CI=true it fails instead, so that nothing goes unrun there unseen.
 * @returns a name or path to start
 * @throws Error with CI=true
 */
export function needTool(tool: Tool, context: Skippable, env: Environment = process.env): string {
  const { candidates, probe, proof, install } = requirements[tool];
  const found = candidates.find((command) => {
    const { stdout } = spawnSync(command, probe, { env, encoding: "utf8", timeout: 10_000 });
    return typeof stdout === "string" && proof.test(stdout);
  });
  if (found !== undefined) return found;
  const message = `no ${tool} here can run the samples (tried ${candidates.join(", ")}): ${install}`;
  if (env.CI === "true") throw new Error(message);
  return context.skip(message);
}

/** How a program ended and what it printed. */
export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program to its end, at most 10 seconds. It sees PATH and `options.env` only: no proxy of this machine, and no
 * variable of the samples that the caller did not set.
 * @param options.input what it reads on standard input
 */
export function run(
  command: string,
  parameters: string[],
  options: { env?: Environment; input?: string } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, ...options.env };
    const child = spawn(command, parameters, { env, timeout: 10_000 });
    const printed = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        printed[stream] += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...printed }));
    // A program that ends before it has read everything shows so by its exit code.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}
