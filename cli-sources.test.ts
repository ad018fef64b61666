// The ledger's sources as a user meets them: the command, what it prints and what it ends with. The web is this machine.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { type Answer, startTarget } from "./harness/test-target.ts";
import manifest from "./package.json" with { type: "json" };
import { ledgerPath, loadLedgerFile } from "./spec/ledger.ts";

const root = fileURLToPath(new URL("./", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "understudy-"));
afterAll(() => rmSync(scratch, { recursive: true }));

async function sources(...args: string[]) {
  const child = spawn(process.execPath, [join(root, "cli.ts"), "sources", ...args], { cwd: root });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, out, err };
}

function ledgerFile(content: string): string {
  const path = join(scratch, "rules.yaml");
  writeFileSync(path, content);
  return path;
}

const small = (url: string) => `pages:
  - { id: guide, title: The guide, owner: Vendor, url: "${url}/guide", read: 2026-01-31 }
  - { id: notes, title: Notes, owner: A client, read: 2026-02-01 }
rules:
  - id: ABC-DAYS
    statement: How many days it takes.
    grade: documented
    sources:
      - { page: guide, section: Time, quote: takes 3 days, supports: default }
      - { page: guide, section: Table, quote: days integer required }
      - { page: notes, section: Top, quote: five at least, supports: five }
    default: three
    alternatives: [{ name: five, statement: It takes five days. }]
  - id: ABC-SAME
    statement: It takes as long for all.
    grade: inferred
    sources: [{ page: guide, section: Time, quote: takes 3 days, supports: default }]
    default: as-stated
`;

const guide = (days: number): Answer => {
  const html = `<p>It takes ${days}&nbsp;days.</p><table><tr><td>days<td>integer<td>required</table>`;
  return (response) => response.writeHead(200, { "content-type": "text/html" }).end(html);
};

test("the list, for people and as JSON", async () => {
  const ledger = ledgerFile(small("https://vendor.example"));
  expect(await sources("--ledger", ledger)).toEqual({
    code: 0,
    err: "",
    out: `guide: The guide (Vendor)
  https://vendor.example/guide
  read on 2026-01-31; 2 rules and 2 quotes rest on it

notes: Notes (A client)
  no address is known
  read on 2026-02-01; 1 rule and 1 quote rest on it

The rules with more than one reading, and how many sources speak for each; the default is the first:
ABC-DAYS  three 1, five 1
`,
  });
  const { code, out } = await sources("--ledger", ledger, "--json");
  expect(code).toBe(0);
  expect(out).toBe(`{
  "pages": [
    {
      "id": "guide",
      "title": "The guide",
      "owner": "Vendor",
      "url": "https://vendor.example/guide",
      "read": "2026-01-31",
      "rules": 2,
      "quotes": 2
    },
    {
      "id": "notes",
      "title": "Notes",
      "owner": "A client",
      "read": "2026-02-01",
      "rules": 1,
      "quotes": 1
    }
  ],
  "rules": [
    {
      "id": "ABC-DAYS",
      "grade": "documented",
      "readings": [
        {
          "reading": "three",
          "sources": 1
        },
        {
          "reading": "five",
          "sources": 1
        }
      ]
    }
  ]
}
`);
});

test("--check: all stand, exit 0", async () => {
  await using site = await startTarget({ "/guide": [guide(3)] });
  expect(await sources("--check", "--ledger", ledgerFile(small(site.url)))).toEqual({
    code: 0,
    err: "",
    out: `✓ guide: 2 quotes stand
- notes: not checked, no address is known

quotes: 2 stand, 0 gone, 1 not checked
pages: 1 read, 0 gone, 0 not read, 1 without an address
`,
  });
  expect(site.received.map(({ headers }) => headers["user-agent"])).toEqual(
    Array(2).fill(`understudy/${manifest.version}`),
  );
});

test("--check --json: what is gone, with its rules, exit 1", async () => {
  await using site = await startTarget({ "/guide": [guide(30)] });
  const { code, out, err } = await sources("--check", "--json", "--ledger", ledgerFile(small(site.url)));
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(out.replace(site.url, "https://vendor.example")).toBe(`{
  "pages": [
    {
      "id": "guide",
      "title": "The guide",
      "owner": "Vendor",
      "url": "https://vendor.example/guide",
      "read": "2026-01-31",
      "rules": [
        "ABC-DAYS",
        "ABC-SAME"
      ],
      "state": "found",
      "quotes": [
        {
          "text": "takes 3 days",
          "rules": [
            "ABC-DAYS",
            "ABC-SAME"
          ],
          "state": "gone"
        },
        {
          "text": "days integer required",
          "rules": [
            "ABC-DAYS"
          ],
          "state": "stands"
        }
      ]
    },
    {
      "id": "notes",
      "title": "Notes",
      "owner": "A client",
      "read": "2026-02-01",
      "rules": [
        "ABC-DAYS"
      ],
      "state": "no-address",
      "reason": "no address is known",
      "quotes": [
        {
          "text": "five at least",
          "rules": [
            "ABC-DAYS"
          ],
          "state": "unknown"
        }
      ]
    }
  ]
}
`);
});

test.each<[what: string, code: number, url: string, first: string]>([
  [
    "a host that was not allowed",
    2,
    "https://vendor.example",
    "! guide: not fetched: vendor.example is not this machine: add --allow-host vendor.example if it may be asked",
  ],
  ["a host that is down", 3, "http://127.0.0.1:1", "! guide: not read: 127.0.0.1:1 refused the connection"],
])("--check: %s, exit %i", async (_what, code, url, first) => {
  const met = await sources("--check", "--ledger", ledgerFile(small(url)));
  expect(met).toMatchObject({ code, err: "" });
  expect(met.out.split("\n")[0]).toBe(first);
});

test.each<[what: string, args: string[], message: string]>([
  [
    "no such ledger",
    ["--ledger", "nope.yaml"],
    "understudy: nope.yaml:1:1: found no such file, expected a readable YAML file\n",
  ],
  [
    "hosts, and nothing to fetch",
    ["--allow-host", "vendor.example"],
    "understudy: --allow-host is for fetching pages: add --check\n",
  ],
  ["an unknown option", ["--chek"], "error: unknown option '--chek'\n(Did you mean --check?)\n"],
])("%s: exit 2", async (_what, args, message) => {
  expect(await sources(...args)).toEqual({ code: 2, out: "", err: message });
});

/** The README's examples of output, as their lines. */
function examples(): string[][] {
  const page = readFileSync(join(root, "README.md"), "utf8");
  const section = page.split(/^## /m).find((part) => part.startsWith("The rule ledger\n")) ?? "";
  return [...section.matchAll(/^```text\n(.*?)\n```$/gms)].map(([, block = ""]) => block.split("\n"));
}

test("the README shows what the commands say of the ledger that ships", async () => {
  const [listed = [], checked = [], ...none] = examples();
  expect(none).toEqual([]);
  const list = await sources();
  expect(list).toMatchObject({ code: 0, err: "" });
  expect(list.out.split("\n")).toEqual(expect.arrayContaining(listed));

  // Each page as its quotes, but for the one that the example has lost.
  const { pages, rules } = loadLedgerFile();
  const all = [...rules.values()].flatMap(({ sources }) => sources);
  const lost = checked.flatMap((line) => /^ {4}“(.*)”:/.exec(line)?.[1] ?? []);
  const lostOn = checked.flatMap((line) => /^✗ (\S+):/.exec(line)?.[1] ?? []);
  expect([lost.length, lostOn.length]).toEqual([1, 1]);
  const answers = pages.map(({ id }): [string, Answer[]] => {
    const quotes = all.filter(({ page }) => page.id === id).map(({ quote }) => quote ?? "");
    const kept = quotes.filter((quote) => id !== lostOn[0] || quote !== lost[0]).join("\n");
    return [`/${id}`, [(response) => response.writeHead(200, { "content-type": "text/plain" }).end(kept)]];
  });
  await using site = await startTarget(Object.fromEntries(answers));
  const here = readFileSync(ledgerPath, "utf8").replace(
    /(id: (\S+)\n(?:.*\n){2}) {4}url: .*/g,
    `$1    url: ${site.url}/$2`,
  );
  const { code, out } = await sources("--check", "--ledger", ledgerFile(here));
  expect(out.split("\n")).toEqual(expect.arrayContaining(checked));
  expect(out).toContain(", 1 gone, ");
  expect(code).toBe(1);
});
