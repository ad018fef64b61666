import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { harOf, loadHar, type RecordedEntry } from "./recording.ts";

/** A recording of one exchange, with changes; one member a line, so that places can be told. */
function har({
  request = {},
  response = {},
  ...entry
}: {
  request?: object;
  response?: object;
  [more: string]: unknown;
}) {
  const content = { size: 13, mimeType: "application/json", text: '{"id":"é"}' };
  return JSON.stringify(
    {
      log: {
        version: "1.2",
        creator: { name: "recorder", version: "1" },
        entries: [
          {
            startedDateTime: "2026-01-02T03:04:05.678Z",
            time: 12.5,
            request: {
              method: "post",
              url: "https://h/things?a=b",
              headers: [
                { name: ":authority", value: "h" },
                { name: "Content-Type", value: "application/json" },
              ],
              postData: { mimeType: "application/json", text: '{"a":1}' },
              ...request,
            },
            response: { status: 200, headers: [{ name: "X-Id", value: "7" }], content, ...response },
            ...entry,
          },
        ],
      },
    },
    undefined,
    1,
  );
}

const read = (text: string) => harOf("a.har", Buffer.from(text));
const recorded = (changes: Parameters<typeof har>[0]): RecordedEntry["recorded"] | undefined =>
  read(har(changes))[0]?.recorded;

function exchange(changes: Parameters<typeof har>[0]) {
  const found = recorded(changes);
  return found && "exchange" in found ? found.exchange : expect.fail("no exchange");
}

test("an entry becomes an exchange, with the place it stands at", () => {
  expect(read(har({}))).toEqual([
    {
      number: 1,
      place: { file: "a.har", line: 9, column: 4 },
      method: "post",
      url: "https://h/things?a=b",
      recorded: {
        exchange: {
          request: {
            method: "POST",
            url: "https://h/things?a=b",
            // Names that start with a colon are HTTP/2's own.
            headers: [["Content-Type", "application/json"]],
            body: '{"a":1}',
          },
          response: { status: 200, headers: [["X-Id", "7"]], body: Buffer.from('{"id":"é"}'), isRecoded: true },
          startedAt: Date.parse("2026-01-02T03:04:05.678Z"),
          durationMs: 12.5,
        },
        isRequestWhole: true,
      },
    },
  ]);
});

test("entries have their own places, whatever objects stand around them", () => {
  const entry = JSON.parse(har({})).log.entries[0];
  const log = { version: "1.2", pages: [{ a: [{ b: [{}] }] }], entries: [entry, entry], "x-more": { entries: [{}] } };
  const text = JSON.stringify({ other: { entries: [{}] }, log }).replaceAll(
    '{"startedDateTime"',
    '\n{"startedDateTime"',
  );
  expect(read(text).map(({ place }) => [place.line, place.column])).toEqual([
    [2, 1],
    [3, 1],
  ]);
});

test("a byte order mark is allowed", () => {
  expect(read(`\uFEFF${har({})}`)).toHaveLength(1);
});

test.each([
  ["base64", { size: 4, text: Buffer.from([0xff, 0, 1, 2]).toString("base64"), encoding: "base64" }, [0xff, 0, 1, 2]],
  ["empty", { size: 0, mimeType: "x-unknown" }, []],
] as [string, object, number[]][])("a body: %s", (_name, content, bytes) => {
  expect([...exchange({ response: { content } }).response.body]).toEqual(bytes);
});

test("a recorded body is decoded, so the headers do not say that it is not", () => {
  const headers = [
    { name: "Content-Encoding", value: "gzip" },
    { name: "transfer-encoding", value: "chunked" },
    { name: "Content-Type", value: "text/plain" },
  ];
  expect(exchange({ response: { headers } }).response.headers).toEqual([["Content-Type", "text/plain"]]);
});

test("a recorder that keeps no headers still tells the media type", () => {
  expect(exchange({ response: { headers: [] } }).response.headers).toEqual([["content-type", "application/json"]]);
});

test("posted parameters are the body of a form", () => {
  const params = [{ name: "a", value: "1 2" }, { name: "b" }];
  expect(exchange({ request: { postData: { params } } }).request.body).toBe("a=1+2&b=");
});

test.each([
  ["a body that was kept", {}, true],
  ["no body", { postData: null, bodySize: 0 }, true],
  ["a body of unknown size that may be none", { postData: null, bodySize: -1 }, true],
  ["a body that was left out", { postData: null, bodySize: 9 }, false],
  ["a body whose text was left out", { postData: { mimeType: "application/json" } }, false],
])("a request with %s is whole: %#", (_name, request, isWhole) => {
  expect(recorded({ request })).toMatchObject({ isRequestWhole: isWhole });
});

test.each([
  ["no answer", { response: { status: 0 } }, "unanswered", "the recording has no answer to it"],
  [
    "a body that was left out",
    { response: { content: { size: 5 } } },
    "unrecorded",
    "the body of its answer was not recorded",
  ],
  [
    "a body of which only the size on the wire is known",
    { response: { content: {}, bodySize: 9 } },
    "unrecorded",
    "the body of its answer was not recorded",
  ],
  [
    "an unknown encoding",
    { response: { content: { size: 1, text: "x", encoding: "br" } } },
    "unrecorded",
    "the body of its answer is encoded as br; only base64 is known",
  ],
])("%s cannot be judged", (_name, changes, problem, reason) => {
  expect(recorded(changes)).toEqual({ problem, reason });
});

test.each([
  ["nothing", "", "a.har:1:1: found text that is not JSON, expected a HAR file, in JSON"],
  ["broken JSON", '{\n "log": {,}}', "a.har:2:10: found text that is not JSON, expected a HAR file, in JSON"],
  ["other JSON", '{"a":1}', "a.har:1:1: found absent at /log, expected the member to be present"],
  [
    "no entries",
    '{"log":{"version":"1.2","entries":[]}}',
    "a.har:1:35: found 0 items at /log/entries, expected at least 1 items",
  ],
  [
    "another version",
    har({}).replace("1.2", "2.0"),
    'a.har:3:14: found "2.0" at /log/version, expected text matching ^1\\.[0-9]+$',
  ],
  [
    "a status that is none",
    har({ response: { status: "200 secret" } }),
    "a.har:31:16: found string (10 characters) at /log/entries/0/response/status, expected type integer",
  ],
  [
    "a header without a value",
    har({ response: { headers: [{ name: "a" }] } }),
    "a.har:33:7: found absent at /log/entries/0/response/headers/0/value, expected the member to be present",
  ],
])("%s: where, what was found, what was expected, and nothing quoted", (_name, text, message) => {
  expect(() => read(text)).toThrow(message);
});

test("what is nested too deeply to be looked into has no place but its start", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  expect(() => read(deep)).toThrow("a.har:1:1: found array (1 members) at the document, expected type object");
});

test("files", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "har-"));
  const file = (name: string) => join(folder.path, name);
  writeFileSync(file("latin1.har"), Buffer.from([0xe9]));
  expect(() => loadHar(file("none.har"))).toThrow("none.har:1:1: found no such file, expected a readable HAR file");
  expect(() => loadHar(folder.path)).toThrow(":1:1: found a folder, expected a readable HAR file");
  expect(() => loadHar(file("latin1.har"))).toThrow(
    "latin1.har:1:1: found bytes that are not UTF-8, expected UTF-8 text",
  );
  const large = Buffer.alloc(64 * 1024 * 1024 + 1, " ");
  expect(() => harOf("a.har", large)).toThrow("a.har:1:1: found 67108865 bytes, expected at most 67108864 bytes");
});
