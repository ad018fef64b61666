// The ledger's pages and their check, without a process of its own: what is said of each kind of page, and the exit code.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type SourcesOptions, type SourcesSetting, sourcesCommand } from "./sources-command.ts";
import { type Answer, startTarget } from "./test-target.ts";

const scratch = mkdtempSync(join(tmpdir(), "understudy-"));
afterAll(() => rmSync(scratch, { recursive: true }));

interface TestPage {
  id: string;
  url?: string;
  quotes?: string[];
}

/** A ledger with one rule for each page, ABC-1 for the first. */
function ledgerOf(pages: readonly TestPage[]): string {
  const ledger = {
    pages: pages.map(({ id, url }) => ({ id, title: `Page ${id}`, owner: "Vendor", url, read: "2026-01-31" })),
    rules: pages.map(({ id, quotes = [] }, index) => ({
      id: `ABC-${index + 1}`,
      statement: "A rule of a test.",
      grade: "inferred",
      sources: [{ page: id, section: "Top" }, ...quotes.map((quote) => ({ page: id, section: "Top", quote }))],
      default: "as-stated",
    })),
  };
  const path = join(scratch, "rules.yaml");
  writeFileSync(path, JSON.stringify(ledger));
  return path;
}

const show = (body: string | Buffer, type = "text/html", status = 200): Answer => {
  return (response) => response.writeHead(status, { "content-type": type }).end(body);
};

async function sources(
  pages: readonly TestPage[],
  options: SourcesOptions = {},
  more: Pick<SourcesSetting, "limits" | "time"> = {},
) {
  const text: string[] = [];
  const setting = { out: (part: string) => void text.push(part), tool: { name: "understudy", version: "1" }, ...more };
  const code = await sourcesCommand({ check: true, ledger: ledgerOf(pages), ...options }, setting);
  return { code, text: text.join("") };
}

const cells = "<table><tr><td>refid</td><td>string</td><td>required</td></tr></table>";
const german = Buffer.from("<p>Gr\xf6\xdfe:\xa05 &le; <b>l&auml;nge</b>", "latin1");

test("each kind of page is told apart", async () => {
  await using site = await startTarget({
    "/robots.txt": [show("User-agent: *\nDisallow: /closed", "text/plain")],
    "/all": [show(cells)],
    "/charset": [show(german, "text/html; charset=windows-1252")],
    "/some": [show("<p>one two</p><p>three")],
    "/none": [show("<div id=root></div><script src=/app.js></script>")],
    "/gone": [show("one", "text/html", 410)],
    "/gone-unquoted": [show("one", "text/html", 404)],
    "/fails": [show("one", "text/html", 500)],
    "/closed": [show("one")],
    "/moved": [{ status: 301, headers: { location: "https://vendor.example/secret?token=abc" } }],
    "/large": [show("one".repeat(1_000))],
    "/file": [show("one", "application/pdf")],
  });
  const at = (path: string) => site.url + path;
  const pages: TestPage[] = [
    { id: "all", url: at("/all"), quotes: ["refid string required", "refid | string"] },
    { id: "charset", url: at("/charset"), quotes: ["Größe: 5 ≤ länge"] },
    { id: "some", url: at("/some"), quotes: ["one two", "One two", "four"] },
    { id: "none", url: at("/none"), quotes: ["one", "two"] },
    { id: "gone", url: at("/gone"), quotes: ["one"] },
    { id: "gone-unquoted", url: at("/gone-unquoted") },
    { id: "unquoted", url: at("/all") },
    { id: "fails", url: at("/fails"), quotes: ["one"] },
    { id: "closed", url: at("/closed"), quotes: ["one"] },
    { id: "moved", url: at("/moved"), quotes: ["one"] },
    { id: "large", url: at("/large"), quotes: ["one"] },
    { id: "file", url: at("/file"), quotes: ["one"] },
    { id: "down", url: "http://127.0.0.1:1/", quotes: ["one"] },
    { id: "foreign", url: "https://vendor.example/a", quotes: ["one"] },
    { id: "nowhere", quotes: ["one"] },
  ];
  const { code, text } = await sources(pages, {}, { limits: { responseBytes: 2_000 } });
  expect(text.replaceAll(new URL(site.url).host, "HOST")).toBe(`✓ all: 2 quotes stand
✓ charset: 1 quote stands
✗ some: 2 of 3 quotes are gone
    “One two”: ABC-3
    “four”: ABC-3
✗ none: none of 2 quotes is there; a page that scripts build shows no text here
    “one”: ABC-4
    “two”: ABC-4
✗ gone: the page is gone, HTTP 410
    “one”: ABC-5
✗ gone-unquoted: the page is gone, HTTP 404
    not quoted: ABC-6
✓ unquoted: there; nothing of it is quoted
! fails: not read: HTTP 500
! closed: not fetched: robots.txt of HOST disallows it
! moved: not fetched: 127.0.0.1 redirects to vendor.example: add --allow-host vendor.example if that may be followed
! large: not read: HOST answered with more than 2000 bytes
! file: not text: it is application/pdf
! down: not read: 127.0.0.1:1 refused the connection
! foreign: not fetched: vendor.example is not this machine: add --allow-host vendor.example if it may be asked
- nowhere: not checked, no address is known

quotes: 4 stand, 5 gone, 8 not checked
pages: 5 read, 2 gone, 7 not read, 1 without an address
`);
  expect(code).toBe(1);
});

test.each<[code: number, what: string, pages: Record<string, Answer>, more?: TestPage[]]>([
  [0, "every quote stands", { "/a": show("one"), "/b": show("none but one") }],
  [0, "a page without an address is no failure", { "/a": show("one") }, [{ id: "nowhere", quotes: ["one"] }]],
  [1, "a quote is gone", { "/a": show("two") }],
  [1, "a page is not found", { "/a": show("one", "text/html", 404) }],
  [1, "a page is gone", { "/a": show("one", "text/html", 410) }],
  [1, "what is gone is known, whatever else is not", { "/a": show("two"), "/b": show("one", "text/html", 500) }],
  [1, "as where a host was not allowed", { "/a": show("two") }, [{ id: "away", url: "http://0.0.0.0:1/" }]],
  [2, "a host was not allowed", { "/a": show("one") }, [{ id: "away", url: "http://0.0.0.0:1/", quotes: ["one"] }]],
  [2, "and another is down", { "/a": show("one", "text/html", 500) }, [{ id: "away", url: "http://0.0.0.0:1/" }]],
  [2, "a redirect to a host that was not allowed", { "/a": { status: 302, headers: { location: "http://0.0.0.0/" } } }],
  [3, "a page cannot be read this time", { "/a": show("one"), "/b": show("one", "text/html", 503) }],
  [3, "a host is down", { "/a": show("one") }, [{ id: "down", url: "http://127.0.0.1:1/", quotes: ["one"] }]],
  [3, "robots.txt fails", { "/robots.txt": show("", "text/plain", 500), "/a": show("one") }],
  [3, "it is no text", { "/a": show("one", "image/png") }],
])("exit code %i: %s", async (code, _what, answers, more = []) => {
  await using site = await startTarget(Object.fromEntries(Object.entries(answers).map(([path, one]) => [path, [one]])));
  const own = Object.keys(answers).filter((path) => path !== "/robots.txt");
  const pages = own.map((path) => ({ id: path.slice(1), url: site.url + path, quotes: ["one"] }));
  expect((await sources([...pages, ...more])).code).toBe(code);
});

test("another machine is asked once it is allowed, and not in a hurry", async () => {
  await using site = await startTarget({ "/a": [show("one")] });
  const pages = [{ id: "a", url: `${site.url.replace("127.0.0.1", "0.0.0.0")}/a`, quotes: ["one"] }];
  expect((await sources(pages)).code).toBe(2);
  expect(site.received).toEqual([]);
  const waits: number[] = [];
  const time = { now: () => 0, sleep: async (milliseconds: number) => void waits.push(milliseconds) };
  expect((await sources(pages, { allowHost: ["0.0.0.0"] }, { time })).code).toBe(0);
  expect(waits).toEqual([1_000]);
});

test("an address that is none is the user's to mend, before anything is sent", async () => {
  await using site = await startTarget({});
  const pages = [
    { id: "a", url: `${site.url}/a` },
    { id: "b", url: "http://[x]/" },
  ];
  const message = "the url http://[x]/ of the page b in the ledger is not one: give its address";
  await expect(sources(pages)).rejects.toThrow(message);
  expect(site.received).toEqual([]);
});

test("control characters of a ledger or a host are not printed", async () => {
  await using site = await startTarget({ "/a": [show("two", 'text/html; charset="\u009b31m"')] });
  const pages = [
    { id: "a", url: `${site.url}/a` },
    { id: "b", quotes: ["\u202eone\u0007"] },
  ];
  const { text } = await sources(pages);
  expect(text).toContain("! a: not text: its charset \\u009b31m is not known here\n");
  const { text: json } = await sources(pages, { json: true });
  expect(json).toContain('"text": "\\u202eone\\u0007"');
  expect(JSON.parse(json).pages[1].quotes[0].text).toBe("\u202eone\u0007");
  expect(text + json).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
});
