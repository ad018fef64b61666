import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadLedger } from "../../spec/ledger.ts";
import { loadScenarios } from "../scenario/load-scenario.ts";
import { verdictOf } from "./report.ts";
import { selftest } from "./selftest.ts";
import { startLibrary } from "./test-library.ts";

const files = [fileURLToPath(new URL("./test-library.arazzo.yaml", import.meta.url))];

test("a contract of another kind: every fault that can be derived is caught, nothing harmless raises an alarm", async () => {
  await using library = await startLibrary();
  const result = await selftest({
    scenarios: loadScenarios(files),
    ledger: loadLedger(),
    target: { servers: { library: library.url }, inputs: library.inputs },
  });
  expect(verdictOf(result, [])).toMatchObject({ missed: [], alarms: [], passed: true });
  expect(new Set(result.harmless.map(({ kind }) => kind)).size).toBe(13);
});
