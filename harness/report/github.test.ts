import { resolve } from "node:path";
import { expect, test } from "vitest";
import { withoutPlaces } from "../test-golden.ts";
import { githubAnnotationsOf, githubSummaryOf } from "./github.ts";
import { findingOf, sampleFiles, secrets, shownOf, stepOf, workflowOf } from "./test-run.ts";

const annotations = (findings: ReturnType<typeof findingOf>[]) =>
  githubAnnotationsOf(shownOf({ f: [workflowOf("w", stepOf("s", "o", { findings }))] }), process.cwd());

test("annotations: an error for what makes the job fail, a warning for a warning, nothing for what passed", () => {
  const { "scenarios/c.arazzo.yaml": _, ...files } = sampleFiles();
  expect(withoutPlaces(githubAnnotationsOf(shownOf(files), process.cwd()))).toMatchInlineSnapshot(`
    "::error file=scenarios/a.arazzo.yaml,line=LINE,col=COLUMN,title=body /status breaks BOS-UNDER-PROCESS (documented)::expected: type boolean%0Aactual: string "true"%0Acontract: spec/openapi.yaml:LINE:COLUMN%0Ato do: The page says otherwise: report it to the vendor, or mend the mock.%0Asources: as-stated: Pan Status Check (BOS Center), Responses 200: “Application is under process at NSDL eGOV”
    ::error file=scenarios/a.arazzo.yaml,line=LINE,col=COLUMN,title=criterion status settles BOS-DUPLICATE-TRIGGER%3A never (assumed)%2C BOS-DUPLICATE (documented)::expected: HTTP 401%0Aactual: HTTP 200 with {"status":true}%0Ato do: The page is silent here: record it in the ledger.%0Asources: on-repeat: Pan Status Check (BOS Center), Responses 401: “"message": "Duplicate RefID"”%0A: never: Pan Status Check (BOS Center), Body Parameters: “refrence number passed in the request of the generate url api”%0A: never: Pan Status Check (AOPay, a sister brand of BOS Center), Request Parameters: “Used for logging, status checks, or reconciliation”%0A: seeded: no source
    ::error file=scenarios/a.arazzo.yaml,line=LINE,col=COLUMN,title=refused is unavailable::no answer from http://127.0.0.1:4010: connection refused
    ::error file=scenarios/a.arazzo.yaml,line=LINE,col=COLUMN,title=unclear is inconclusive::an output is missing
    ::warning file=scenarios/a.arazzo.yaml,line=LINE,col=COLUMN,title=warning%3A undocumented-member /extra breaks BOS-UNDER-PROCESS (documented)::expected: no such member%0Aactual: "x|y"%0Afault: WFC 200%0Acontract: spec/openapi.yaml:LINE:COLUMN%0Ato do: The page says otherwise: report it to the vendor, or mend the mock.%0Asources: as-stated: Pan Status Check (BOS Center), Responses 200: “Application is under process at NSDL eGOV”
    "
  `);
});

test("a text cannot end its command, and a property cannot end its place", () => {
  const finding = findingOf({
    where: "/a,b:c",
    expected: "100%",
    actual: "one\r\n::error::two",
    scenario: { file: "a,b:c.yaml", line: 1, column: 2 },
  });
  const text = annotations([finding]);
  expect(text.split("\n")).toHaveLength(2);
  expect(text).toMatch(/^::error file=a%2Cb%3Ac\.yaml,line=1,col=2,title=body \/a%2Cb%3Ac breaks [^:]*::/);
  expect(text).toContain("expected: 100%25%0Aactual: one\\u000d\\u000a::error::two%0A");
});

test("of more than ten of a level GitHub would drop the rest without a word", () => {
  const findings = Array.from({ length: 12 }, (_, index) => findingOf({ where: `/${index}` }));
  const lines = annotations(findings).trimEnd().split("\n");
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toBe("::error::understudy: 3 more like these: see the log or the step summary");
});

test("files are named from the root of the repository", () => {
  const root = resolve("..");
  const shown = shownOf({ f: [workflowOf("w", stepOf("s", "o", { findings: [findingOf()] }))] });
  expect(githubAnnotationsOf(shown, root)).toMatch(/^::error file=[^/]+\/scenarios\/a\.arazzo\.yaml,/);
});

test("step summary", () => {
  const { "scenarios/c.arazzo.yaml": _, ...files } = sampleFiles();
  expect(githubSummaryOf(shownOf(files))).toMatchInlineSnapshot(`
    "## ✗ understudy: drifted

    http://127.0.0.1:4010: 7 workflows in 1.2 s, seed 42

    | ✓ passed | ✗ drifted | ! unavailable | ? inconclusive | - skipped |
    | --- | --- | --- | --- | --- |
    | 2 | 2 | 1 | 1 | 1 |

    1 broken, 1 settled that the contract only assumed, 1 warning

    |  | scenario | workflows | time |
    | --- | --- | --- | --- |
    | ✗ | A "first" check &#60;answered&#62; &#38; more<br>scenarios/a.arazzo.yaml | 2 drifted, 2 passed | 48 ms |
    | ! | scenarios/b.arazzo.yaml | 1 unavailable, 1 inconclusive, 1 skipped | 36 ms |

    <details><summary>✗ <b>broken</b> drifted: scenarios/a.arazzo.yaml</summary>

    step again (checkPanStatus) at scenarios/a.arazzo.yaml:12:9

    **✗ body /status breaks BOS-UNDER-PROCESS (documented)**

    | | |
    |---|---|
    | expected | type boolean |
    | actual | string "true" |
    | contract | spec/openapi.yaml:7:9 |
    | scenario | scenarios/a.arazzo.yaml:12:9 |
    | to do | The page says otherwise: report it to the vendor, or mend the mock. |
    | sources | as-stated: Pan Status Check (BOS Center), Responses 200: “Application is under process at NSDL eGOV” |

    \`\`\`text
    request   POST http://127.0.0.1:4010/api/BOS/Status
              host: 127.0.0.1:4010
              content-type: application/json
              Authorization: Bearer ***
              {"refid":"it's-1"}
    response  HTTP 200 after 3 ms
              content-type: application/json
              {"status":"true","response_code":1,"message":"Application is under process at NSDL eGOV"}
    repeat    curl -sS -X POST http://127.0.0.1:4010/api/BOS/Status -H 'content-type: application/json' -H 'Authorization: Bearer ***' --data-raw '{"refid":"it'\\''s-1"}'
    \`\`\`

    </details>

    <details><summary>✗ <b>settled</b> drifted: scenarios/a.arazzo.yaml</summary>

    step second (checkPanStatus) at scenarios/a.arazzo.yaml:12:9

    **● criterion status settles BOS-DUPLICATE-TRIGGER: never (assumed), BOS-DUPLICATE (documented)**

    | | |
    |---|---|
    | expected | HTTP 401 |
    | actual | HTTP 200 with {"status":true} |
    | scenario | scenarios/a.arazzo.yaml:33:13 |
    | to do | The page is silent here: record it in the ledger. |
    | sources | on-repeat: Pan Status Check (BOS Center), Responses 401: “"message": "Duplicate RefID"” |
    |  | never: Pan Status Check (BOS Center), Body Parameters: “refrence number passed in the request of the generate url api” |
    |  | never: Pan Status Check (AOPay, a sister brand of BOS Center), Request Parameters: “Used for logging, status checks, or reconciliation” |
    |  | seeded: no source |

    \`\`\`text
    request   POST http://127.0.0.1:4010/api/BOS/Status
              host: 127.0.0.1:4010
              content-type: application/json
              Authorization: Bearer ***
              {"refid":"it's-1"}
    response  HTTP 200 after 3 ms
              content-type: application/json
              {"status":true,"response_code":1,"message":"Application is under process at NSDL eGOV"}
    repeat    curl -sS -X POST http://127.0.0.1:4010/api/BOS/Status -H 'content-type: application/json' -H 'Authorization: Bearer ***' --data-raw '{"refid":"it'\\''s-1"}'
    \`\`\`

    </details>

    <details><summary>✓ <b>warned</b> passed: scenarios/a.arazzo.yaml</summary>

    step only (checkPanStatus) at scenarios/a.arazzo.yaml:12:9

    **▲ warning: undocumented-member /extra breaks BOS-UNDER-PROCESS (documented)**

    | | |
    |---|---|
    | expected | no such member |
    | actual | "x&#124;y" |
    | fault | WFC 200 |
    | contract | spec/openapi.yaml:7:9 |
    | scenario | scenarios/a.arazzo.yaml:12:9 |
    | to do | The page says otherwise: report it to the vendor, or mend the mock. |
    | sources | as-stated: Pan Status Check (BOS Center), Responses 200: “Application is under process at NSDL eGOV” |

    \`\`\`text
    request   POST http://127.0.0.1:4010/api/BOS/Status
              host: 127.0.0.1:4010
              content-type: application/json
              Authorization: Bearer ***
              {"refid":"it's-1"}
    response  HTTP 200 after 3 ms
              content-type: application/json
              {"status":true,"response_code":1,"message":"Application is under process at NSDL eGOV","extra":"x|y"}
    repeat    curl -sS -X POST http://127.0.0.1:4010/api/BOS/Status -H 'content-type: application/json' -H 'Authorization: Bearer ***' --data-raw '{"refid":"it'\\''s-1"}'
    \`\`\`

    </details>

    <details><summary>! <b>refused</b> unavailable: scenarios/b.arazzo.yaml</summary>

    step check (checkPanStatus) at scenarios/a.arazzo.yaml:12:9

    no answer from http://127.0.0.1:4010: connection refused

    </details>

    <details><summary>? <b>unclear</b> inconclusive: scenarios/b.arazzo.yaml</summary>

    step check (checkPanStatus) at scenarios/a.arazzo.yaml:12:9

    an output is missing

    </details>

    - skipped 1 × readClock is a call of control; this target has none: only the mock can take it
    "
  `);
});

test("no text of somebody else's is taken for Markdown, HTML or the end of a block of code", () => {
  const text = "<img src=x> | `a` *b* [c](http://d) ``` @someone";
  const exchange = {
    request: { method: "GET", url: "http://127.0.0.1/", headers: [], body: "" },
    response: { status: 200, headers: [], body: Buffer.from(JSON.stringify({ fence: "````" })) },
    durationMs: 1,
  };
  const step = stepOf("s", "o", { findings: [findingOf({ actual: text })], exchange });
  const markdown = githubSummaryOf(shownOf({ f: [workflowOf("w", step)] }));
  expect(markdown).toContain("| actual | &#60;img src=x&#62; &#124; &#96;a&#96; &#42;b&#42; &#91;c&#93;(http://d)");
  expect(markdown).toContain("`````text\nrequest");
  expect(markdown).not.toContain("<img");
});

test("a summary never grows beyond what GitHub takes; what is left out is counted", () => {
  const long = findingOf({ actual: "x".repeat(300_000) });
  const files = { f: ["a", "b", "c", "d"].map((id) => workflowOf(id, stepOf("s", "o", { findings: [long] }))) };
  const markdown = githubSummaryOf(shownOf(files));
  expect(Buffer.byteLength(markdown)).toBeLessThan(1024 * 1024);
  expect(markdown).toContain("\n\n2 more did not fit here.\n");
});

test("no secret and no personal data", () => {
  const text = githubAnnotationsOf(shownOf(), process.cwd()) + githubSummaryOf(shownOf());
  for (const secret of secrets) expect(text).not.toContain(secret);
});
