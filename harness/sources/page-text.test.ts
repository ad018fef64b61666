import { expect, test } from "vitest";
import type { ReceivedResponse } from "../exchange/exchange.ts";
import { comparable, hasQuote, textOf } from "./page-text.ts";

const answer = (body: string | Buffer, type?: string): ReceivedResponse => ({
  status: 200,
  headers: type === undefined ? [] : [["Content-Type", type]],
  body: Buffer.from(body),
});

const html = "text/html";
const latin = Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0x93, 0x6e, 0x6f, 0x94]);

test.each<[what: string, body: string | Buffer, type: string, text: string]>([
  ["paragraphs and lines are apart", "<h1>One</h1><p>two<br>three</p>four<hr>five", html, "One two three four five"],
  ["what runs on within a word does not part it", "<p>under<b>stu</b><span class=x>dy</span></p>", html, "understudy"],
  ["cells of a table are apart", "<table><tr><td>refid</td><td>string</td></tr><tr><td>x", html, "refid string x"],
  ["items of a list and buttons", "<ul><li>a<li>b</ul><button>c</button><button>d</button>", html, "a b c d"],
  ["entities", "&lt;b&gt; &amp;amp; caf&eacute; &#x5; 5 &le; x&nbsp;y &copy", html, "<b> &amp; café \u0005 5 ≤ x y ©"],
  ["scripts and styles", "a<script>if (1 < 2) '<p>b</p>'</script><style>c</style>d", html, "a d"],
  ["what is shown where no scripts run", "a<noscript><p>Enable scripts</p></noscript>b", html, "a b"],
  ["a style of a drawing that has no end tag", "<svg><style/><title>a</title></svg>b", html, "a b"],
  ["comments and attributes", "<!-- a --><p title='b'>c</p><img alt=d>e", html, "c e"],
  ["a title and a text area", "<title>a &amp; b</title><textarea>\n<p>c</textarea>", html, "a & b <p>c"],
  ["no HTML to speak of", "<<p>a < b > c</nothing", html, "< a < b > c"],
  ["XHTML", "<p>a<br/>b</p>", "application/xhtml+xml;charset=utf-8", "a b"],
  ["plain text as it is", "<p>a</p> &amp;\n b", "text/plain", "<p>a</p> &amp; b"],
  ["JSON as it is", '{"a": "&lt;"}', "application/problem+json", '{"a": "&lt;"}'],
  ["white space of all kinds", " a\u00a0\t\r\n b\u200b\u3000c ", "text/plain", "a b c"],
  ["bars between cells", "| a | b |\n|---|---|\n|c|d||e|", "text/plain", "a b --- --- c d e"],
  ["UTF-8 unless told otherwise", "“café”", "text/plain", "“café”"],
  ["windows-1252", latin, "text/html; charset=windows-1252", "café “no”"],
  ["the name of a charset in capitals and quotes", latin, 'text/plain; charset="Windows-1252"', "café “no”"],
])("%s", async (_what, body, type, text) => {
  const found = await textOf(answer(body, type));
  expect("text" in found ? comparable(found.text) : found).toBe(text);
});

test.each<[response: ReceivedResponse, problem: string]>([
  [answer("%PDF-1.7", "application/pdf"), "it is application/pdf"],
  [answer("a", "image/svg+xml"), "it is image/svg+xml"],
  [answer("a"), "it has no Content-Type that says so"],
  [answer("a", "text"), "it has no Content-Type that says so"],
  [answer("a", "text/html; charset=martian"), "its charset martian is not known here"],
  [{ ...answer("a", html), undecoded: "a body that is not gzip" }, "it came with a body that is not gzip"],
  [answer("<svg><desc>".repeat(400_000), html), "its markup is nested too deeply"],
])("no text: $problem", async (response, problem) => {
  expect(await textOf(response)).toEqual({ problem });
});

test("drawings that stand beside each other are not deep", async () => {
  const found = await textOf(answer(`${"<svg><path/></svg>".repeat(2_000)}end`, html));
  expect(found).toEqual({ text: expect.stringMatching(/^ +end$/) });
});

test.each<[quote: string, page: string, isThere: boolean]>([
  ["refid string required", "Body refid | string |\n required", true],
  ["refid | string | required", "refid string required", true],
  ["Duplicate RefID", "duplicate refid", false],
  ["valid for 60", "valid for 600 seconds", false],
  ["valid for 60", "valid for 600, no, valid for 60 seconds", true],
  ["10 digits", "of 110 digits", false],
  ["10 digits", "10 digits", true],
  ['"statusCode": 1', '{"statusCode": 1}', true],
  ["for 60 seconds", "for 60 secondsOf all", true],
])("%j in %j: %j", (quote, page, isThere) => {
  expect(hasQuote(comparable(page), quote)).toBe(isThere);
});
