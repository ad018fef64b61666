import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadLedger } from "../../spec/ledger.ts";
import { harmlessKinds } from "../mutants/harmless.ts";
import { loadScenarios } from "../scenario/load-scenario.ts";
import { selftest } from "./selftest.ts";
import { startLibrary } from "./test-library.ts";
import { verdictOf } from "./verdict.ts";

const files = [fileURLToPath(new URL("./test-library.arazzo.yaml", import.meta.url))];

test("a contract of another kind: every fault that can be derived is caught, nothing harmless raises an alarm", async () => {
  await using library = await startLibrary();
  const result = await selftest({
    scenarios: loadScenarios(files),
    ledger: loadLedger(),
    target: { servers: { library: library.url }, inputs: library.inputs },
  });
  const leaves = [...new Set(result.faults.flatMap(({ leaf }) => leaf ?? []))];
  const known = { misses: [], open: [{ leaves, reason: "For this test the library may answer what it likes." }] };
  const verdict = verdictOf(result, known);
  expect(verdict).toMatchObject({ missed: [], alarms: [], losses: [], unknown: [] });
  expect(result.secondOpinion).toMatchObject({ differences: [] });
  expect(result.secondOpinion.answers).toBeGreaterThan(1000);
  expect(new Set(result.harmless.map(({ kind }) => kind))).toEqual(new Set(harmlessKinds));
  // Listed as open, and asked for all the same: that the item and the loan are the ones asked for, and the state of a loan.
  expect(verdict.outdated.map((name) => name.replace(", left open", ""))).toEqual([
    "readItem 200 /id",
    "borrow 201 /item",
    "borrow 201 /state",
    "readLoan 200 /id",
    "readLoan 200 /state",
  ]);
}, 300_000);
