import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { htmlOf } from "./html.ts";
import { findingOf, panExchange, secrets, shownOf, stepOf, tool, underProcess, workflowOf } from "./test-run.ts";

const page = htmlOf(shownOf(), tool);
const passing = workflowOf("one", stepOf("check", "checkPanStatus", { exchange: panExchange(underProcess) }));
const articleOf = (html: string) => /<article[\s\S]*?<\/article>/.exec(html)?.[0];
const headlineOf = (html: string) => /<h1>.*<\/span> (.*)<\/h1>/.exec(html)?.[1];

/** What a parser that is not ours makes of a page: the elements left open, and every element and attribute it has. */
function parsed(html: string): { open: string[]; wrong: string[]; tags: string[]; attributes: string[] } {
  const script = `
import sys, json
from html.parser import HTMLParser
void = {"meta", "br", "img", "link", "input", "hr"}
class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.tags, self.attributes = [], [], set(), set()
    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        if tag not in void: self.open.append(tag)
    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag: self.open.pop()
        else: self.wrong.append(tag)
reader = Reader()
reader.feed(sys.stdin.read())
print(json.dumps({"open": reader.open, "wrong": reader.wrong, "tags": sorted(reader.tags), "attributes": sorted(reader.attributes)}))`;
  return JSON.parse(execFileSync("python3", ["-c", script], { input: html, encoding: "utf8" }));
}

test("every element that is opened is closed; nothing in it loads or runs anything", () => {
  const { open, wrong, tags, attributes } = parsed(page);
  expect([open, wrong]).toEqual([[], []]);
  for (const tag of ["script", "link", "img", "iframe", "object", "a", "form"]) expect(tags).not.toContain(tag);
  for (const name of ["src", "href", "onclick", "onload"]) expect(attributes).not.toContain(name);
  expect(page).not.toMatch(/url\(|@import|<!\[CDATA/);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});

test("a body is shown part by part, with its digits and its members as they came", () => {
  const body = Buffer.from('{"id":9007199254740993,"d":1.10,"e":1E400,"k":1,"k":"\\u00e9"}');
  const { response, ...exchange } = panExchange({});
  const drifted = stepOf("s", "o", {
    exchange: { ...exchange, response: { ...response, body } },
    findings: [findingOf()],
  });
  expect(htmlOf(shownOf({ f: [workflowOf("w", drifted)] }), tool)).toContain(`{
  &quot;id&quot;: 9007199254740993,
  &quot;d&quot;: 1.10,
  &quot;e&quot;: 1E400,
  &quot;k&quot;: 1,
  &quot;k&quot;: &quot;\\u00e9&quot;
}`);
});

test("a card for a step with a finding: verdict, rule and grade, expected, actual, places, the exchange and its curl line", () => {
  expect(articleOf(page)).toMatchInlineSnapshot(`
    "<article class="breaks">
    <h3>A &quot;first&quot; check &lt;answered&gt; &amp; more</h3>
    <p class="path">✗ drifted: <code>broken</code> › <code>again</code> (checkPanStatus)</p>

    <section class="finding breaks">
    <p class="what"><span class="effect">✗ breaks</span> <span class="rule"><b>BOS-UNDER-PROCESS</b> <i>documented</i></span></p>
    <p class="where"><code>body /status</code></p>
    <dl class="pair"><div><dt>Expected</dt><dd><code>type boolean</code></dd></div><div><dt>Actual</dt><dd><code>string &quot;true&quot;</code></dd></div></dl>
    <dl class="rest"><div><dt>contract</dt><dd>spec/openapi.yaml:7:9</dd></div><div><dt>scenario</dt><dd>scenarios/a.arazzo.yaml:12:9</dd></div><div><dt>to do</dt><dd>The page says otherwise: report it to the vendor, or mend the mock.</dd></div><div><dt>sources</dt><dd>as-stated: Pan Status Check (BOS Center), Responses 200: “Application is under process at NSDL eGOV”</dd></div></dl>
    </section>

    <details class="exchange"><summary>POST /api/BOS/Status → HTTP 200 after 3 ms</summary>
    <h4>Request</h4><pre>POST http://127.0.0.1:4010/api/BOS/Status
    host: 127.0.0.1:4010
    content-type: application/json
    Authorization: Bearer ***

    {
      &quot;refid&quot;: &quot;it&#39;s-1&quot;
    }</pre>
    <h4>Response</h4><pre>HTTP 200
    content-type: application/json

    {
      &quot;status&quot;: &quot;true&quot;,
      &quot;response_code&quot;: 1,
      &quot;message&quot;: &quot;Application is under process at NSDL eGOV&quot;
    }</pre>
    <h4>Repeat it</h4><pre>curl -sS -X POST http://127.0.0.1:4010/api/BOS/Status -H &#39;content-type: application/json&#39; -H &#39;Authorization: Bearer ***&#39; --data-raw &#39;{&quot;refid&quot;:&quot;it&#39;\\&#39;&#39;s-1&quot;}&#39;</pre>
    </details>
    </article>"
  `);
});

test("what settles an assumed rule names the reading it fits; a warning looks like one", () => {
  expect(page).toContain(
    '<span class="effect">● settles</span> <span class="rule"><b>BOS-DUPLICATE-TRIGGER: never</b> <i>assumed</i></span>',
  );
  expect(page).toContain('<span class="effect">▲ warning, breaks</span>');
  expect(page).toContain('<article class="settles">');
  expect(page).toContain('<article class="warning">');
});

test("all that passes: a headline, and no card", () => {
  const html = htmlOf(shownOf({ "scenarios/b.arazzo.yaml": [passing] }), tool);
  expect(headlineOf(html)).toBe("The target keeps its contract");
  expect(html).not.toContain("What to look at");
  expect(html).toContain('<details class="file pass">');
});

test.each([
  ["a broken rule", { findings: [findingOf()] }, "The target does not keep its contract"],
  [
    "a settled rule",
    { findings: [findingOf({ effect: "settles" })] },
    "The target settles what its contract only assumed",
  ],
  ["a warning", { findings: [findingOf({ severity: "warning" })] }, "The target keeps its contract, with warnings"],
  ["no answer", { verdict: "unavailable", reason: "r" }, "The target did not answer"],
  ["an unclear end", { verdict: "inconclusive", reason: "r" }, "Not everything could be judged"],
  ["skipped steps", { verdict: "skipped", reason: "r" }, "Everything was skipped"],
] as [string, Parameters<typeof stepOf>[2], string][])("the headline after %s", (_name, step, headline) => {
  const html = htmlOf(shownOf({ f: [workflowOf("w", stepOf("s", "o", step))] }), tool);
  expect(headlineOf(html)).toBe(headline);
});

test("no text of somebody else's is taken for markup", () => {
  const finding = findingOf({ actual: `<script>alert("1")</script>'&`, where: '/"><b>' });
  const html = htmlOf(shownOf({ f: [workflowOf("<i>w</i>", stepOf("s", "o", { findings: [finding] }))] }), tool);
  expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;");
  expect(html).toContain("/&quot;&gt;&lt;b&gt;");
  expect(parsed(html).tags).not.toContain("script");
  expect(html).toContain("&lt;i&gt;w&lt;/i&gt;");
});

test("no secret and no personal data", () => {
  for (const secret of secrets) expect(page).not.toContain(secret);
});
