// The start page's commands are run as a person pastes them: line by line, in the shell that is there.

import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { loadContract } from "../spec/contract.ts";
import { loadLedger } from "../spec/ledger.ts";
import { loadConfig, secretPlaces } from "./config.ts";
import { needTool, run, type Skippable } from "./samples/tools.ts";
import { type MockOptions, type RunningMock, startMock } from "./server.ts";
import { startPage } from "./start-page.ts";

const pageOf = (mock: RunningMock, secrets = {}) => stripVTControlCharacters(startPage(mock, { secrets }));

/** The commands of a page, as they stand. */
function commandsOf(page: string): string[] {
  const [, block = ""] = /^Try .*\n((?: {2}\S.*\n)+)/m.exec(page) ?? [];
  return block.trimEnd().split("\n");
}

/** Pastes commands into a shell. @returns what each that prints has printed, as JSON */
async function pasted(commands: string[], context: Skippable): Promise<unknown[]> {
  const command = needTool("shell", context);
  // A shell that is killed after any of them has nothing open: each is whole by itself.
  for (const each of commands)
    expect(await run(command, ["-n"], { input: each })).toMatchObject({ code: 0, stderr: "" });
  expect(commands.join("\n")).not.toMatch(/<<|\\$|^\s*#|\s#\s/m);
  const ran = await run(command, [], { input: commands.map((each) => `${each}; echo\n`).join("") });
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  const lines = ran.stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line));
}

const answers = [
  { status: true, data: { token: expect.any(String) } },
  { status: "SUCCESS" },
  [
    { operation: "generateToken", response: { status: 200 } },
    { operation: "registerAgent", response: { status: 200 } },
  ],
];

test.for<[what: string, options: MockOptions]>([
  ["as it starts without configuration", {}],
  ["with sandboxes whose secrets are made", { sandboxes: [{ name: "alpha" }, { name: "beta" }] }],
  ["on paths that a shell would read otherwise", { paths: { generateToken: "/a'(b)&c", registerAgent: "/$d/*" } }],
  ["with a token of the user's", { controlToken: "My.own~token+/==" }],
  [
    "with credentials that cannot be printed",
    {
      sandboxes: [
        {
          name: "alpha",
          credentials: {
            bos: [{ nep_key: "a\u202ekey", partnerId: "p\u200b", domain: "d\u2028" }],
            iserveu: [{ client_id: "c", client_secret: "secret" }],
          },
        },
      ],
    },
  ],
  [
    "with credentials that a shell would read otherwise",
    {
      sandboxes: [
        {
          name: "alpha",
          credentials: {
            bos: [{ nep_key: "it's $NEP_KEY `id` \\", partnerId: '"p" $1', domain: "d!" }],
            iserveu: [{ client_id: "c'd", client_secret: 'a "b" $c \\' }],
          },
        },
      ],
    },
  ],
])("the calls to try work %s", async ([_what, options], context) => {
  await using mock = await startMock(options);
  const page = pageOf(mock);
  expect(page).not.toMatch(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u);
  expect(await pasted(commandsOf(page), context)).toMatchObject(answers);
});

describe("a secret of the configuration file", () => {
  const text = `sandboxes:
  - name: alpha
    credentials:
      bos: [{ nep_key: "from 'the' \\"file\\" \\\\ $x", partnerId: alpha, domain: localhost }]
      iserveu: [{ client_id: alpha, client_secret: { env: ALPHA_SECRET } }]
  - name: beta
`;
  const secrets = [`from 'the' "file" \\ $x`, `of "the" \\ variable`];

  test("is named by its place, is in no command, and the commands work all the same", async (context) => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "start-page-"));
    const path = join(folder.path, "understudy.yaml");
    writeFileSync(path, text);
    const variables = { ALPHA_SECRET: secrets[1] };
    const config = loadConfig(path, { ledger: loadLedger(), contract: loadContract(), variables });
    await using mock = await startMock(config);
    const page = pageOf(mock, secretPlaces(path));
    expect(page).toContain(`  credentials  nep_key: see ${path}:4:24  partnerId=alpha  domain=localhost\n`);
    expect(page).toContain("  credentials  client_id=alpha  client_secret: in the environment variable ALPHA_SECRET\n");
    for (const secret of [...secrets, "***"]) expect(page).not.toContain(secret);
    expect(await pasted(commandsOf(page), context)).toMatchObject(answers);
  });
});

test("the readings in force are told where they are not the defaults, for each sandbox that has others", async () => {
  await using usual = await startMock();
  expect(pageOf(usual)).not.toContain("readings");
  await using one = await startMock({ rules: { "BOS-AUTH": "optional", "ISU-HTTP-STATUS": "http-errors" } });
  expect(pageOf(one)).toContain("\n  readings     BOS-AUTH=optional  ISU-HTTP-STATUS=http-errors\n");
  const rules = { "BOS-AUTH": "optional" };
  const named = Array.from({ length: 12 }, (_, index) => ({ name: `s${index}`, rules }));
  await using many = await startMock({ sandboxes: [{ name: "plain" }, ...named] });
  const lines = pageOf(many)
    .split("\n")
    .filter((line) => line.includes("readings"));
  expect(lines).toEqual([
    ...named.slice(0, 10).map(({ name }) => `  readings     ${name}: BOS-AUTH=optional`),
    "  readings     2 more sandboxes have others",
  ]);
});

test("what is not played, or has nobody who may call it, is not to be tried", async () => {
  await using mock = await startMock({ sandboxes: [{ name: "alpha", credentials: { bos: [], iserveu: [] } }] });
  const commands = commandsOf(pageOf(mock));
  expect(commands.map((each) => each.trim().split(" ", 2).join(" "))).toEqual([
    expect.stringMatching(/^export CONTROL_TOKEN=/),
    "curl -sS",
  ]);
});
