// What is personal or secret and goes over the wire turns up in nothing that is written: journal, logs, metrics, reports.

import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Exchange } from "./harness/exchange/exchange.ts";
import { reportersOf, reportKinds } from "./harness/report/reporter.ts";
import { run } from "./harness/run/run.ts";
import { loadScenarios } from "./harness/scenario/load-scenario.ts";
import { contractsOf } from "./harness/scenario/scenario.ts";
import { createLog } from "./mock-server/journal/log.ts";
import { startMock } from "./mock-server/server.ts";
import { isObject } from "./spec/json/json-value.ts";
import { loadLedger } from "./spec/ledger.ts";
import { type Masker, maskerOf } from "./spec/mask.ts";

const folder = fileURLToPath(new URL("./scenarios", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "understudy-"));

function memory(): Writable & { text: string } {
  const sink = Object.assign(new Writable(), { text: "" });
  sink._write = (chunk, _encoding, done) => {
    sink.text += chunk;
    done();
  };
  return sink;
}

interface Sent {
  /** What is personal or secret by the name it was sent under. */
  sensitive: Set<string>;
  /** All other values; a text that was sent openly too proves nothing when it turns up. */
  open: Set<string>;
}

function collect({ request, response }: Exchange, masker: Masker, sent: Sent): void {
  const visit = (value: unknown, name = ""): void => {
    if (Array.isArray(value)) for (const child of value) visit(child, name);
    else if (isObject(value)) for (const [key, child] of Object.entries(value)) visit(child, key);
    else if (typeof value === "string" || typeof value === "number") {
      (masker.isSensitive(name) ? sent.sensitive : sent.open).add(String(value));
    }
  };
  for (const text of [request.body, response.body.toString()]) {
    try {
      visit(JSON.parse(text));
    } catch {
      // Not JSON: the scenarios about that send the same values as the others.
    }
  }
  for (const [name, value] of request.headers) visit(value.replace(/^Bearer /, ""), name);
}

/** Long and mixed enough not to turn up by chance: the limits that scenarios try, such as 1000000, are not. */
const isTelling = (value: string) => value.length >= 5 && new Set(value).size >= 4;

/** Whether a text holds a value as a whole: six digits in the middle of a fingerprint are no pin code. */
function holds(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    if (!/[A-Za-z0-9]/.test((text[at - 1] ?? "") + (text[at + value.length] ?? ""))) return true;
  }
  return false;
}

test("nothing that was sent and is personal or secret is in anything that was written", {
  timeout: 60_000,
}, async () => {
  const logged = memory();
  const printed = memory();
  await using mock = await startMock({ log: createLog({ level: "debug", stream: logged }), journalCapacity: 10_000 });
  const scenarios = loadScenarios(
    readdirSync(folder)
      .filter((name) => name.endsWith(".arazzo.yaml"))
      .map((name) => join(folder, name)),
  );
  const masker = maskerOf(...contractsOf(scenarios));
  const reporters = reportersOf({
    reports: reportKinds.map((kind) => ({ kind, file: join(scratch, kind) })),
    stream: printed,
    variables: {},
    masker,
    titles: new Map(),
    tool: { name: "understudy", version: "0" },
  });
  const { bos, iserveu } = mock.credentials;
  const right = { ...bos, ...iserveu, controlToken: mock.controlToken };
  const sent: Sent = { sensitive: new Set(), open: new Set() };
  // The second run finds much: findings quote what came, and must mask it.
  for (const inputs of [right, { ...right, nep_key: "a-wrong-key-of-mine", client_id: "nobody" }]) {
    const servers = { vendors: mock.vendor, control: mock.control };
    for await (const event of run({
      scenarios,
      target: { name: "mock", servers },
      seed: 3,
      inputs,
      ledger: loadLedger(),
    })) {
      for (const report of reporters) report(event);
      if (event.type === "step-finished" && event.outcome.exchange) collect(event.outcome.exchange, masker, sent);
    }
  }
  const open = [...sent.open].join("\n");
  const values = [...sent.sensitive].filter((value) => isTelling(value) && !open.includes(value));
  const authorization = `Bearer ${mock.controlToken}`;
  const fetched = async (path: string) =>
    (await fetch(`${mock.control}${path}`, { headers: { authorization } })).text();
  const written: Record<string, string> = {
    log: logged.text,
    console: printed.text,
    journal: await fetched("/journal?limit=1000"),
    metrics: await fetched("/metrics"),
    ...Object.fromEntries(reportKinds.map((kind) => [kind, readFileSync(join(scratch, kind), "utf8")])),
  };

  expect(values.length).toBeGreaterThan(500);
  expect(values).toContain("a-wrong-key-of-mine");
  expect(values).toContain(mock.controlToken);
  for (const [name, text] of Object.entries(written)) {
    expect(text.length, `${name} was written`).toBeGreaterThan(200);
    expect(
      values.filter((value) => holds(text, value)),
      `in ${name}`,
    ).toEqual([]);
  }
});
