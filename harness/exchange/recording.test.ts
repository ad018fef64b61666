import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { partsOf } from "./multipart.ts";
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
        unknownBody: undefined,
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

test("posted parameters are the parts of a form, also beside an empty text", () => {
  const params = [
    { name: "a", value: "1" },
    { name: "f", fileName: "f.bin", contentType: "image/png" },
  ];
  const postData = { mimeType: "multipart/form-data; boundary=XX", params, text: "" };
  const { body } = exchange({ request: { postData } }).request;
  expect(partsOf(body, "XX")).toEqual([
    { name: "a", body: "1", fileName: undefined, contentType: undefined },
    { name: "f", body: "", fileName: "f.bin", contentType: "image/png" },
  ]);
  const urlencoded = { mimeType: "application/x-www-form-urlencoded", params: [{ name: "a", value: "1" }], text: "" };
  expect(exchange({ request: { postData: urlencoded } }).request.body).toBe("a=1");
});

test.each([
  ["a body that was kept", {}, '{"a":1}'],
  ["no body", { postData: null, bodySize: 0 }, ""],
  ["a body of unknown size that may be none", { postData: null, bodySize: -1 }, ""],
  ["an empty text, as Firefox writes it for GET", { postData: { mimeType: "", text: "" } }, ""],
  ["an empty text and no parameters", { postData: { text: "", params: [] }, bodySize: 0 }, ""],
  ["a text beside parameters", { postData: { text: "a=1", params: [{ name: "b" }] } }, "a=1"],
  ["parameters beside an empty text", { postData: { text: "", params: [{ name: "a", value: "1" }] } }, "a=1"],
  ["a parameter without a value", { postData: { params: [{ name: "a", value: null }] } }, "a="],
  ["a parameter that is a number", { postData: { params: [{ name: "a", value: 1 }] } }, "a=1"],
  ["no text, and a size of nothing", { postData: { mimeType: "application/json" }, bodySize: 0 }, ""],
  ["a body that was left out", { postData: null, bodySize: 9 }, undefined],
  ["a body whose text was left out", { postData: { mimeType: "application/json" } }, undefined],
  ["a body whose text was emptied", { postData: { text: "", params: [] }, bodySize: 9 }, undefined],
  ["a body that is none of the format", { postData: "a=1" }, undefined],
  ["parameters that are none", { postData: { text: "", params: { a: 1 } } }, undefined],
  ["a parameter without a name", { postData: { params: [{ name: "a" }, { value: "1" }] } }, undefined],
])("what was sent, of a request with %s: %#", (_name, request, body) => {
  expect(recorded({ request })).toMatchObject({
    exchange: { request: { body: body ?? "" } },
    isRequestWhole: body !== undefined,
  });
});

test("parts are written with the boundary of the request's type, and their names as browsers write them", () => {
  const headers = [{ name: "content-type", value: 'multipart/form-data; boundary="b-1"' }];
  const params = [
    { name: 'a "b"\r\n', value: "1" },
    { name: "file", fileName: "x.bin", contentType: "application/octet-stream" },
  ];
  const postData = { mimeType: "multipart/form-data", params, text: "" };
  expect(exchange({ request: { headers, postData } }).request.body).toBe(
    [
      "--b-1",
      'Content-Disposition: form-data; name="a %22b%22%0D%0A"',
      "",
      "1",
      "--b-1",
      'Content-Disposition: form-data; name="file"; filename="x.bin"',
      "Content-Type: application/octet-stream",
      "",
      "",
      "--b-1--",
      "",
    ].join("\r\n"),
  );
});

test("headers that are odd are read as they are", () => {
  const headers = [
    { name: ":status", value: "200" },
    { name: "X-None" },
    { name: "X-Null", value: null },
    { name: "X-Number", value: 5, comment: null },
    null,
    { name: "Set-Cookie", value: "a=1\nb=2" },
  ];
  expect(exchange({ response: { headers } }).response.headers).toEqual([
    ["X-None", ""],
    ["X-Null", ""],
    ["X-Number", "5"],
    ["Set-Cookie", "a=1"],
    ["Set-Cookie", "b=2"],
  ]);
});

test.each([
  ["status 0", { response: { status: 0 } }, "unanswered", ""],
  ["status -1", { response: { status: -1 } }, "unanswered", ""],
  ["no status", { response: { status: null } }, "unanswered", ""],
  [
    "a refused connection",
    { response: { status: 0, _error: "net::ERR_CONNECTION_REFUSED" } },
    "unanswered",
    " (net::ERR_CONNECTION_REFUSED)",
  ],
  [
    "a call that was given up",
    { response: { status: 0, _error: "net::ERR_ABORTED" } },
    "given up",
    " (net::ERR_ABORTED)",
  ],
  [
    "another recorder's word",
    { response: { status: -1, _failureText: "NS_BINDING_ABORTED" } },
    "given up",
    " (NS_BINDING_ABORTED)",
  ],
  ["what may be a secret", { response: { status: 0, _error: '{"token":"s"}' } }, "unanswered", ""],
])("no answer: %s", (_name, changes, problem, word) => {
  expect(recorded(changes)).toEqual({ problem, reason: `the recording has no answer to it${word}` });
});

const leftOut = "the body of its answer was not recorded";
test.each([
  ["a size and no text", { content: { size: 5 } }, leftOut],
  ["a size and an empty text", { content: { size: 5, text: "" } }, leftOut],
  ["only a size on the wire", { content: {}, bodySize: 9 }, leftOut],
  ["a size that is not known", { content: { size: -1 } }, leftOut],
  ["a size of null", { content: { size: null, text: null } }, leftOut],
  ["no content", { content: null }, leftOut],
  ["a text that is none", { content: { size: 1, text: 5 } }, "the body of its answer is no text"],
  [
    "an unknown encoding",
    { content: { size: 1, text: "x", encoding: "br" } },
    "the body of its answer is encoded as br; only base64 is known",
  ],
  [
    "an encoding that may be a secret",
    { content: { size: 1, text: "x", encoding: '{"a":"s"}' } },
    "the body of its answer is encoded as something else; only base64 is known",
  ],
  [
    "base64 that is none",
    { content: { text: '{"id":1}', encoding: "base64" } },
    "the body of its answer is said to be base64 and is not",
  ],
  ["a size of nothing", { content: { size: 0 } }, undefined],
  ["a length of nothing", { headers: [{ name: "Content-Length", value: "0" }], content: {} }, undefined],
  ["no content to be had", { status: 204, content: { size: -1 } }, undefined],
  ["a text in UTF-8", { content: { text: "{}", encoding: "utf-8" } }, undefined],
  ["no encoding", { content: { text: "{}", encoding: null } }, undefined],
])("the body of an answer with %s", (_name, response, unknownBody) => {
  expect(recorded({ response })).toMatchObject({ unknownBody });
});

test("a cache has the body of what came from it, and a 304 has none", () => {
  const content = { size: 0, mimeType: "application/json" };
  const unknownBody = "the body of its answer was not recorded: it came from a cache";
  expect(recorded({ response: { content }, _fromCache: "disk" })).toMatchObject({ unknownBody });
  expect(recorded({ response: { content: { ...content, text: "" } }, _fromCache: "memory" })).toMatchObject({
    unknownBody,
  });
  expect(recorded({ _fromCache: "disk" })).toMatchObject({ unknownBody: undefined });
  expect(exchange({ response: { status: 304 } }).response.body).toHaveLength(0);
});

test.each([
  ["time", { time: null }, { durationMs: 0 }],
  ["a time of text", { time: "12" }, { durationMs: 0 }],
  ["a time that is not known", { time: -1 }, { durationMs: 0 }],
  ["a date that is none", { startedDateTime: 5 }, { startedAt: undefined }],
])("what nothing depends on may be anything: %s", (_name, changes, found) => {
  const { startedAt, durationMs } = exchange(changes);
  expect({ startedAt, durationMs }).toMatchObject(found);
});

test.each([
  ["a request", { request: 5 }, "found integer 5 at /request, expected type object"],
  [
    "a URL",
    { request: { method: "GET", url: null } },
    "found absent at /request/url, expected the member to be present",
  ],
  [
    "a URL of no text",
    { request: { method: "GET", url: "" } },
    "found 0 characters at /request/url, expected at least 1 characters",
  ],
  [
    "a status",
    { response: { status: "200 secret" } },
    "found string (10 characters) at /response/status, expected type integer",
  ],
  [
    "headers",
    { response: { headers: "a: b" } },
    "found string (4 characters) at /response/headers, expected type array",
  ],
  [
    "a name",
    { response: { headers: [{ value: "a" }] } },
    "found absent at /response/headers/0/name, expected the member to be present",
  ],
  [
    "a value",
    { response: { headers: [{ name: "a", value: ["secret"] }] } },
    "found array (1 members) at /response/headers/0/value, expected type string or number or boolean",
  ],
])("an entry that lacks %s cannot be read: where, found and expected, and nothing quoted", (_name, changes, reason) => {
  const value = JSON.parse(har({}));
  const [entry] = value.log.entries;
  for (const [name, change] of Object.entries(changes)) {
    entry[name] = typeof change === "object" ? { ...entry[name], ...change } : change;
  }
  const found = read(JSON.stringify(value))[0]?.recorded;
  expect(found).toEqual({ problem: "unreadable", reason });
});

test("an entry that is not JSON, or nested too deeply, is one that cannot be read; its neighbours can", () => {
  const entry = JSON.stringify(JSON.parse(har({})).log.entries[0]);
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const text = `{"log":{"entries":[${entry},{"request":{"x":]},\n null, 5, "a ] } \\" b",${deep},\n${entry} ]}}`;
  const entries = read(text);
  const problemOf = (one: RecordedEntry["recorded"]) => ("problem" in one ? one.problem : undefined);
  expect(entries.map(({ place, recorded: one }) => [place.line, problemOf(one)])).toEqual([
    [1, undefined],
    [1, "unreadable"],
    [2, "unreadable"],
    [2, "unreadable"],
    [2, "unreadable"],
    [2, "unreadable"],
    [3, undefined],
  ]);
});

test("of members that are given twice the last one counts, and names may be escaped", () => {
  const entry = JSON.stringify(JSON.parse(har({})).log.entries[0]);
  const other = entry.replace("/things", "/others");
  const urls = (text: string) => read(text).map(({ url }) => url);
  expect(urls(`{"log":{"entries":[${entry}],"entries":[${other}]}}`)).toEqual(["https://h/others?a=b"]);
  expect(urls(`{"log":{"entries":[${entry}]},"log":{"entries":[${other}]}}`)).toEqual(["https://h/others?a=b"]);
  expect(urls(`{"\\u006cog":{"entries":[${entry}]}}`)).toEqual(["https://h/things?a=b"]);
});

test.each(["", null, 5, [], "1.1", "1.2", "1.3", "x", "-1"])("version %j is no reason to refuse", (version) => {
  const value = JSON.parse(har({}));
  value.log.version = version;
  expect(read(JSON.stringify(value))).toHaveLength(1);
});

test.each([
  ["nothing", "", "a.har:1:1: found text that is not JSON, expected a HAR file, in JSON"],
  ["broken JSON", '{\n "log": {,}}', "a.har:2:10: found text that is not JSON, expected a HAR file, in JSON"],
  [
    "broken JSON behind its entries",
    '{"log":{"entries":[{},{}],\n "x":,}}',
    "a.har:2:6: found text that is not JSON, expected a HAR file, in JSON",
  ],
  [
    "a file that was cut",
    har({}).slice(0, 300),
    "a.har:17:16: found text that is not JSON, expected a HAR file, in JSON",
  ],
  ["other JSON", '{"a":1}', "a.har:1:1: found absent at /log, expected the member to be present"],
  ["a list", '[{"log":{"entries":[{}]}}]', "a.har:1:1: found array (1 members) at the document, expected type object"],
  [
    "no entries",
    '{"log":{"version":"1.2","entries":[]}}',
    "a.har:1:35: found 0 items at /log/entries, expected at least 1 items",
  ],
  [
    "entries of another type",
    '{"log":{"entries":{"0":{}}}}',
    "a.har:1:19: found object (1 members) at /log/entries, expected type array",
  ],
  ["another version", har({}).replace("1.2", "2.0"), "a.har:3:14: found HAR version 2.0, expected 1.2, or another 1"],
  [
    "another version behind the entries",
    '{"log":{"entries":[{"request":{}},\n{"a":1}], "version":"2.0"}}',
    "a.har:2:21: found HAR version 2.0, expected 1.2, or another 1",
  ],
])("%s is refused: where, what was found, what was expected, and nothing quoted", (_name, text, message) => {
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
  const large = Buffer.alloc(256 * 1024 * 1024 + 1);
  expect(() => harOf("a.har", large)).toThrow(
    "a.har:1:1: found over 268435456 bytes, expected at most 268435456 bytes",
  );
});
