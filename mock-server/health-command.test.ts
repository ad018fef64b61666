import { afterEach, expect, test, vi } from "vitest";
import { healthUrl, servedWith } from "./health-command.ts";

afterEach(() => void vi.unstubAllEnvs());

const line = (...words: string[]) => words.map((word) => `${word}\0`).join("");

test.each<[string, string, Record<string, string>, string]>([
  ["nothing said", "", {}, "http://127.0.0.1:4010/healthz"],
  [
    "variables",
    line("node", "dist/cli.js", "serve"),
    { UNDERSTUDY_HOST: "0.0.0.0", UNDERSTUDY_PORT: "8080" },
    "http://127.0.0.1:8080/healthz",
  ],
  [
    "an option goes before a variable",
    line("node", "dist/cli.js", "serve", "--port", "9090", "--rule", "BOS-AUTH=optional"),
    { UNDERSTUDY_PORT: "8080" },
    "http://127.0.0.1:9090/healthz",
  ],
  ["--port=9090", line("node", "/app/dist/cli.js", "serve", "--port=9090"), {}, "http://127.0.0.1:9090/healthz"],
  [
    "behind an init",
    line("/sbin/docker-init", "--", "node", "dist/cli.js", "serve", "--tls"),
    {},
    "https://127.0.0.1:4010/healthz",
  ],
  [
    "TLS with files",
    line("understudy", "serve", "--tls-cert", "c", "--tls-key", "k"),
    {},
    "https://127.0.0.1:4010/healthz",
  ],
  ["TLS by a variable", "", { UNDERSTUDY_TLS: "1" }, "https://127.0.0.1:4010/healthz"],
  ["no TLS by a variable", "", { UNDERSTUDY_TLS: "0" }, "http://127.0.0.1:4010/healthz"],
  ["an address", line("understudy", "serve", "--host", "10.0.0.7"), {}, "http://10.0.0.7:4010/healthz"],
  ["an IPv6 address", line("understudy", "serve", "--host", "fd00::7"), {}, "http://[fd00::7]:4010/healthz"],
  ["every IPv6 address", line("understudy", "serve", "--host", "::"), {}, "http://127.0.0.1:4010/healthz"],
  ["another program's serve", line("caddy", "serve", "--port", "9"), {}, "http://127.0.0.1:4010/healthz"],
  [
    "another command of ours",
    line("node", "dist/cli.js", "check", "serve", "--port", "9"),
    {},
    "http://127.0.0.1:4010/healthz",
  ],
  ["an empty variable", "", { UNDERSTUDY_PORT: "" }, "http://127.0.0.1:4010/healthz"],
])("where a mock is asked whether it is well: %s", (_what, commandLine, variables, url) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  expect(healthUrl(servedWith(commandLine))).toBe(url);
});
