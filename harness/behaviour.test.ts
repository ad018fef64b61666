// Faults of behaviour: every answer is well-formed, and yet the target is wrong. Each is planted alone, over real HTTP.
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadLedger } from "../spec/ledger.ts";
import { parseSource } from "../spec/source-file.ts";
import { exitCodeOf } from "./exit-code.ts";
import { judgeConfigOf } from "./judge/judge-config.ts";
import { run } from "./run/run.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";
import { startWallet, type WalletFault, walletContract, walletScenario } from "./test-wallet.ts";

const unknown = { rules: new Set<string>(), operations: new Set<string>() };

async function found(fault: WalletFault | undefined, config = fault === "slow answer" ? "time: { limit: 140 }" : "{}") {
  await using wallet = await startWallet(fault);
  using folder = mkdtempDisposableSync(join(tmpdir(), "wallet-"));
  const file = join(folder.path, "wallet.arazzo.yaml");
  writeFileSync(join(folder.path, "wallet.yaml"), walletContract);
  writeFileSync(file, walletScenario);
  const findings: string[] = [];
  const codes: (number | undefined)[] = [];
  let exitCode: number | undefined;
  for await (const event of run({
    scenarios: loadScenarios([file]),
    target: { name: "wallet", servers: { wallet: wallet.url } },
    seed: 1,
    ledger: loadLedger(),
    judgeConfig: judgeConfigOf(parseSource("judge.yaml", config), unknown),
  })) {
    if (event.type === "run-finished") exitCode = exitCodeOf(event.summary);
    if (event.type !== "step-finished") continue;
    for (const { check, where, severity, wfc } of event.outcome.findings) {
      findings.push(`${event.outcome.stepId}: ${severity} ${check} ${where}`);
      codes.push(wfc);
    }
  }
  return { exitCode, findings, codes };
}

test.each<[fault: WalletFault, ...findings: string[]]>([
  ["no authentication", "make-unknown: error security status", "make-unknown: error criterion status"],
  ["stale state", "read: error criterion /state"],
  ["no echo", "make: error echo /amount"],
  ["changed id", "read: error echo /id"],
  ["slow answer", "make: error time time", "settle: error time time", "read: error time time"],
  ["large integer", "make: error json /serial", "settle: error json /serial", "read: error json /serial"],
  ["duplicate names", "make: error json /state", "settle: error json /state", "read: error json /state"],
])("%s is caught", async (fault, ...findings) => {
  expect(await found(fault)).toMatchObject({ exitCode: 1, findings });
});

test("who got in without credentials has the fault code for it", async () => {
  expect((await found("no authentication")).codes).toEqual([307, 307]);
});

test.each<[fault: WalletFault | undefined]>([[undefined], ["byte order mark"], ["in gzip"]])(
  "nothing is found where nothing is wrong: %s",
  async (fault) => {
    expect(await found(fault)).toMatchObject({ exitCode: 0, findings: [] });
  },
);

test("a warning is told and makes no drift", async () => {
  expect(await found("slow answer", "{ time: { limit: 140 }, checks: { time: warning } }")).toMatchObject({
    exitCode: 0,
    findings: ["make: warning time time", "settle: warning time time", "read: warning time time"],
  });
});
