import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { UsageError } from "../../spec/usage-error.ts";
import { type LoadOptions, loadScenarios } from "./load-scenario.ts";
import { contractsOf, type Source } from "./scenario.ts";

// What a source description leads to, and what happens where it leads nowhere.

const folder = mkdtempSync(join(tmpdir(), "sources-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const paths = "paths: { /a: { get: { operationId: getA, responses: { '200': { description: ok } } } } }";
const contract = write("api.yaml", `openapi: 3.1.0\ninfo: { title: A, version: '1' }\n${paths}\n`);
write("my api.yaml", `openapi: 3.1.0\ninfo: { title: A, version: '1' }\n${paths}\n`);

const document = (sources: string, steps = "{ stepId: s, operationId: $sourceDescriptions.api.getA }", more = "") =>
  `arazzo: 1.1.0\n${more}info: { title: T, version: '1' }\nsourceDescriptions: [${sources}]\nworkflows: [{ workflowId: w, steps: [${steps}] }]\n`;
const other = write("other.yaml", document("{ name: api, url: api.yaml }"));
write("named.yaml", document("{ name: api, url: api.yaml }", undefined, "$self: https://example.com/flows/named\n"));
write("events.yaml", "asyncapi: 3.0.0\n");

/** The first source of a document whose `api` is another one. */
function sourceOf(source: string, options: LoadOptions = {}, more = ""): Source | undefined {
  const [scenario] = loadScenarios(
    [write("main.yaml", document(source, "{ stepId: s, workflowId: w }", more))],
    options,
  );
  return scenario?.sources.values().next().value;
}

test.each<[what: string, source: string, type: Source["type"], options?: LoadOptions, more?: string]>([
  ["a path", "{ name: api, url: ./api.yaml, type: openapi }", "openapi"],
  ["a path, percent-encoded", "{ name: api, url: my%20api.yaml }", "openapi"],
  ["a path as it is written", "{ name: api, url: my api.yaml }", "openapi"],
  ["a file URL", `{ name: api, url: "file://${contract}" }`, "openapi"],
  ["a document, whose type is not said", "{ name: o, url: other.yaml }", "arazzo"],
  ["AsyncAPI, which is not looked into", "{ name: e, url: https://example.com/e.yaml, type: asyncapi }", "unread"],
  ["AsyncAPI, whose type is not said", "{ name: e, url: events.yaml }", "unread"],
  [
    "an address that a file stands in for",
    "{ name: api, url: https://example.com/a.yaml }",
    "openapi",
    { standIns: new Map([["api", contract]]) },
  ],
  [
    "an address that a file stands in for, whatever its name",
    "{ name: api, url: https://example.com/a.yaml }",
    "openapi",
    { standIns: new Map([["*", contract]]) },
  ],
  [
    "the address of a document that a file stands in for",
    "{ name: o, url: https://example.com/o.yaml, type: arazzo }",
    "arazzo",
    { standIns: new Map([["o", other]]) },
  ],
  [
    "the $self of a document beside it",
    "{ name: o, url: https://example.com/flows/named, type: arazzo }",
    "arazzo",
    { beside: [join(folder, "named.yaml")] },
  ],
  [
    "the $self of a document beside it, relative to one's own",
    "{ name: o, url: named, type: arazzo }",
    "arazzo",
    { beside: [join(folder, "named.yaml"), join(folder, "gone.yaml")] },
    "$self: https://example.com/flows/main\n",
  ],
])("a url that is %s", (_what, source, type, options, more) => {
  expect(sourceOf(source, options, more)?.type).toBe(type);
});

test.each([
  ["an address", "url: https://example.com/a.yaml", "url https://example.com/a.yaml", "--contract api=FILE"],
  ["no file", "url: gone.yaml", "url gone.yaml, where no file is", "--contract api=FILE"],
  ["a file URL of another machine", 'url: "file://host/a.yaml"', "url file://host/a.yaml, where no file is", "FILE"],
  ["a folder", "url: .", "a folder", "a readable YAML file"],
  ["no contract", "url: events.yaml, type: openapi", "absent at /openapi", "the member to be present"],
])("a url that is %s is refused, or left out and told", (_what, url, found, expected) => {
  const text = document(`{ name: api, ${url} }`);
  const path = write("main.yaml", text);
  expect(() => loadScenarios([path])).toThrow(`found ${found}`);
  const unread: string[] = [];
  const [scenario] = loadScenarios([path], { unread: (problem: UsageError) => unread.push(problem.message) });
  expect(unread).toEqual([expect.stringContaining(`found ${found}`)]);
  expect(unread[0]?.split(", expected ")[1]).toContain(expected);
  // The rest of it is there all the same.
  expect(scenario?.workflows.get("w")?.steps.map(({ call }) => call)).toEqual([{ kind: "unread", of: "openapi" }]);
  expect(scenario && contractsOf([scenario])).toEqual([]);
});
