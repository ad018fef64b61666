import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { WorkflowOutcome } from "../event.ts";
import { withoutPlaces } from "../test-golden.ts";
import { junitOf } from "./junit.ts";
import { findingOf, panExchange, sampleFiles, secrets, shownOf, stepOf, workflowOf } from "./test-run.ts";

function reported(files: Record<string, WorkflowOutcome[]>): string {
  return junitOf(shownOf(files));
}

/** What a parser of XML 1.0 that is not ours reads: one line an element, its attributes and its text. */
function parsed(xml: string): string {
  const script = `
import sys, xml.etree.ElementTree as tree
def show(element, depth):
    print("  " * depth + element.tag, dict(element.attrib), repr((element.text or "").strip())[:60])
    for child in element: show(child, depth + 1)
show(tree.fromstring(sys.stdin.buffer.read()), 0)`;
  return execFileSync("python3", ["-c", script], { input: xml, encoding: "utf8" });
}

const exchange = panExchange({ status: true, response_code: 1 });
const missing = findingOf({ where: "/message", expected: "the member to be present", actual: "absent" });
const reason = "no answer from http://127.0.0.1:4010: connection refused";
const skip = "only the mock can take it";

test("a suite for each file, a case for each workflow, one element for each verdict", () => {
  const drift = stepOf("again", "checkPanStatus", { exchange, findings: [missing] });
  const xml = reported({
    "scenarios/a.arazzo.yaml": [workflowOf("one", stepOf("check", "checkPanStatus")), workflowOf("two", drift)],
    "scenarios/b.arazzo.yaml": [
      workflowOf("three", stepOf("check", "checkPanStatus", { verdict: "unavailable", reason })),
      workflowOf(
        "four",
        stepOf("check", "checkPanStatus", { verdict: "inconclusive", reason: "an output is missing" }),
      ),
      workflowOf("five", stepOf("read", "readClock", { verdict: "skipped", reason: skip })),
    ],
  });
  expect(parsed(xml)).toMatchInlineSnapshot(`
    "testsuites {'name': 'understudy', 'tests': '5', 'failures': '1', 'errors': '2', 'skipped': '1', 'time': '1.234'} ''
      testsuite {'name': 'A "first" check <answered> & more', 'file': 'scenarios/a.arazzo.yaml', 'tests': '2', 'failures': '1', 'errors': '0', 'skipped': '0', 'time': '0.024'} ''
        properties {} ''
          property {'name': 'target', 'value': 'http://127.0.0.1:4010'} ''
          property {'name': 'seed', 'value': '42'} ''
        testcase {'name': 'one', 'classname': 'scenarios/a.arazzo.yaml', 'file': 'scenarios/a.arazzo.yaml', 'line': '8', 'time': '0.012'} ''
        testcase {'name': 'two', 'classname': 'scenarios/a.arazzo.yaml', 'file': 'scenarios/a.arazzo.yaml', 'line': '8', 'time': '0.012'} ''
          failure {'type': 'drift', 'message': 'body /message breaks BOS-UNDER-PROCESS (documented)'} 'step again (checkPanStatus) scenarios/a.arazzo.yaml:12:9\\n 
      testsuite {'name': 'scenarios/b.arazzo.yaml', 'file': 'scenarios/b.arazzo.yaml', 'tests': '3', 'failures': '0', 'errors': '2', 'skipped': '1', 'time': '0.036'} ''
        properties {} ''
          property {'name': 'target', 'value': 'http://127.0.0.1:4010'} ''
          property {'name': 'seed', 'value': '42'} ''
        testcase {'name': 'three', 'classname': 'scenarios/b.arazzo.yaml', 'file': 'scenarios/a.arazzo.yaml', 'line': '8', 'time': '0.012'} ''
          error {'type': 'unavailable', 'message': 'no answer from http://127.0.0.1:4010: connection refused'} 'step check (checkPanStatus) scenarios/a.arazzo.yaml:12:9\\n 
        testcase {'name': 'four', 'classname': 'scenarios/b.arazzo.yaml', 'file': 'scenarios/a.arazzo.yaml', 'line': '8', 'time': '0.012'} ''
          error {'type': 'inconclusive', 'message': 'an output is missing'} 'step check (checkPanStatus) scenarios/a.arazzo.yaml:12:9\\n 
        testcase {'name': 'five', 'classname': 'scenarios/b.arazzo.yaml', 'file': 'scenarios/a.arazzo.yaml', 'line': '8', 'time': '0.012'} ''
          skipped {'message': 'only the mock can take it'} ''
    "
  `);
});

test("the body of a failure is what the terminal says too", () => {
  const drift = stepOf("again", "checkPanStatus", { exchange, findings: [missing] });
  const xml = reported({ "scenarios/a.arazzo.yaml": [workflowOf("two", drift)] });
  expect(/<failure.*<\/failure>/s.exec(withoutPlaces(xml))?.[0]).toMatchInlineSnapshot(`
    "<failure type="drift" message="body /message breaks BOS-UNDER-PROCESS (documented)">step again (checkPanStatus) scenarios/a.arazzo.yaml:LINE:COLUMN
      body /message breaks BOS-UNDER-PROCESS (documented)
        expected  the member to be present
        actual    absent
        contract  spec/openapi.yaml:LINE:COLUMN
        scenario  scenarios/a.arazzo.yaml:LINE:COLUMN
        to do     The page says otherwise: report it to the vendor, or mend the mock.
        sources   as-stated: Pan Status Check (BOS Center), Responses 200: “Application is under process at NSDL eGOV”
        request   POST http://127.0.0.1:4010/api/BOS/Status
                  host: 127.0.0.1:4010
                  content-type: application/json
                  Authorization: Bearer ***
                  {&quot;refid&quot;:&quot;it's-1&quot;}
        response  HTTP 200 after 3 ms
                  content-type: application/json
                  {&quot;status&quot;:true,&quot;response_code&quot;:1}
        repeat    curl -sS -X POST http://127.0.0.1:4010/api/BOS/Status -H 'content-type: application/json' -H 'Authorization: Bearer ***' --data-raw '{&quot;refid&quot;:&quot;it'\\''s-1&quot;}'</failure>"
  `);
});

test("no secret and no personal data, and control characters that XML 1.0 forbids are written out", () => {
  const unread = stepOf("check", "checkPanStatus", {
    verdict: "unavailable",
    reason: "broke off: \u0000\u000b\ud800\uffff",
  });
  const xml = reported({ ...sampleFiles(), "scenarios/d.arazzo.yaml": [workflowOf("two", unread)] });
  expect(xml.isWellFormed()).toBe(true);
  for (const secret of secrets) expect(xml).not.toContain(secret);
  expect(parsed(xml)).toContain("broke off: \\\\u0000\\\\u000b\uFFFD\\\\uffff");
});

test("a warning is output of a case that passes, and no failure", () => {
  const { "scenarios/a.arazzo.yaml": [, , , warned] = [] } = sampleFiles();
  const xml = reported({ "scenarios/a.arazzo.yaml": warned ? [warned] : [] });
  expect(parsed(xml)).toContain("'tests': '1', 'failures': '0', 'errors': '0'");
  expect(/<system-out>.*?actual[^\n]*/s.exec(withoutPlaces(xml))?.[0]).toMatchInlineSnapshot(`
    "<system-out>step only (checkPanStatus) scenarios/a.arazzo.yaml:LINE:COLUMN
      warning: undocumented-member /extra breaks BOS-UNDER-PROCESS (documented)
        expected  no such member
        actual    &quot;x|y&quot;"
  `);
});
