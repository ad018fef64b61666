// Ten faults, each planted alone into the mock's answers on their way to the runner: every one must be found, by name.
import { readdirSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startMock } from "../mock-server/server.ts";
import { loadLedger } from "../spec/ledger.ts";
import type { RunSummary } from "./event.ts";
import { exitCodeOf } from "./exit-code.ts";
import type { CheckId, Finding } from "./finding.ts";
import { run } from "./run/run.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";

interface Answer {
  path: string;
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: a fault puts in what it likes
  body: any;
}
type Plant = (answer: Answer) => void;

const folder = fileURLToPath(new URL("../scenarios", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".arazzo.yaml"));
const underProcess = { status: true, response_code: 1, message: "Application is under process at NSDL eGOV" };
const isChecked = ({ path, status }: Answer) => path === "/api/BOS/Status" && status === 200;

/** Stands between runner and mock and changes answers; requests pass as they are. */
async function planted(upstream: string, plant: Plant) {
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = "/" } = incoming;
    const onward = request(new URL(url, upstream), { method, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const contentType = response.headers["content-type"] ?? "";
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const answer = { path: url, status: response.statusCode ?? 0, headers: { "content-type": contentType }, body };
      plant(answer);
      outgoing.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Runs the scenarios whose files match through the plant. */
async function findings(plant: Plant, match: RegExp): Promise<{ exitCode: number; found: Finding[] }> {
  await using mock = await startMock();
  await using proxy = await planted(mock.vendor, plant);
  const { bos, iserveu } = mock.credentials;
  const events = run({
    scenarios: loadScenarios(files.filter((name) => match.test(name)).map((name) => `${folder}/${name}`)),
    target: { name: "planted", servers: { vendors: proxy.url, control: mock.control } },
    seed: 1,
    inputs: { ...bos, ...iserveu, controlToken: mock.controlToken },
    ledger: loadLedger(),
  });
  const found: Finding[] = [];
  let summary: RunSummary | undefined;
  for await (const event of events) {
    if (event.type === "step-finished") found.push(...event.outcome.findings);
    if (event.type === "run-finished") summary = event.summary;
  }
  if (!summary) throw new Error("a run must end");
  return { exitCode: exitCodeOf(summary), found };
}

const faults: [name: string, rule: string, check: CheckId, files: RegExp, plant: Plant][] = [
  [
    "status member of the wrong type",
    "BOS-UNDER-PROCESS",
    "body",
    /^check-first/,
    (answer) => {
      if (isChecked(answer)) answer.body.status = "true";
    },
  ],
  [
    "member missing",
    "BOS-UNDER-PROCESS",
    "body",
    /^check-first/,
    (answer) => {
      if (isChecked(answer)) delete answer.body.response_code;
    },
  ],
  [
    "member undocumented",
    "BOS-UNDER-PROCESS",
    "undocumented-member",
    /^check-first/,
    (answer) => {
      if (isChecked(answer)) answer.body.traceId = "x";
    },
  ],
  [
    "401 turned 400",
    "BOS-DUPLICATE",
    "criterion",
    /^check-first/,
    (answer) => {
      if (answer.status === 401) answer.status = 400;
    },
  ],
  [
    "wrong media type",
    "BOS-UNDER-PROCESS",
    "media-type",
    /^check-first/,
    (answer) => {
      if (isChecked(answer)) answer.headers["content-type"] = "text/html";
    },
  ],
  [
    "duplicate accepted",
    "BOS-DUPLICATE",
    "criterion",
    /^check-first/,
    (answer) => {
      if (answer.body.message === "Duplicate RefID") Object.assign(answer, { status: 200, body: underProcess });
    },
  ],
  [
    "token valid at 601 s",
    "BOS-TOKEN-LIFETIME",
    "criterion",
    /^token-lifetime/,
    (answer) => {
      if (/^Token has expired/.test(answer.body.message)) Object.assign(answer, { status: 200, body: underProcess });
    },
  ],
  [
    "duplicate user accepted",
    "ISU-DUPLICATE",
    "criterion",
    /^registration-duplicate/,
    (answer) => {
      if (answer.body.statusDesc !== "Duplicate user") return;
      const bcagentregistrationres = { status: "1", bcagentid: "any", description: "SUCCESSFULLY UPDATED" };
      const Data = { bcagentregistrationres };
      answer.body = { status: "SUCCESS", statusCode: 0, statusDesc: "User created successfully", Data };
    },
  ],
  [
    "statusCode as a string",
    "ISU-STATUS-CODE-TYPE",
    "body",
    /^registration-all/,
    (answer) => {
      if ("statusCode" in answer.body) answer.body.statusCode = String(answer.body.statusCode);
    },
  ],
  [
    "bcagentid not echoed",
    "ISU-SUCCESS",
    "criterion",
    /^registration-all/,
    (answer) => {
      const details = answer.body.Data?.bcagentregistrationres;
      if (details) details.bcagentid = "somebody else";
    },
  ],
];

test.each(faults)("%s: found, and %s named", async (_name, rule, check, match, plant) => {
  const { exitCode, found } = await findings(plant, match);
  const named = found.filter((finding) => finding.check === check && finding.rules.some(({ id }) => id === rule));
  expect(
    named.map(({ rules }) => rules.map(({ id }) => id)),
    JSON.stringify(found, null, 1),
  ).not.toEqual([]);
  expect(exitCode).toBe(1);
});

test("nothing planted: nothing found", async () => {
  expect(await findings(() => {}, /^(check-first|token-lifetime|registration-(all|duplicate))/)).toEqual({
    exitCode: 0,
    found: [],
  });
});
