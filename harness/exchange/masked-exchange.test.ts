import { expect, test } from "vitest";
import { agentExchange, masker, secrets } from "../report/test-run.ts";
import type { Exchange } from "./exchange.ts";
import { maskedExchange } from "./masked-exchange.ts";

test("members, headers and query parameters are masked, and their values wherever else they stand", () => {
  const text = JSON.stringify(maskedExchange(agentExchange(), masker));
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(maskedExchange(agentExchange(), masker)).toMatchObject({
    request: {
      url: "http://127.0.0.1:4010/apiAgentOnboarding/externalonboard?pancard=***&q=***",
      headers: [
        ["client_id", "***"],
        ["client_secret", "***"],
      ],
      body: '{"bcagentid":"A-1","bcagentname":"***","pancard":"***","mobilenumber":"***","pincode":"***"}',
    },
    response: {
      status: 200,
      headers: [
        ["content-type", "application/json"],
        ["set-cookie", "***"],
        ["x-echo", "***"],
      ],
    },
  });
});

test("what is short stays readable, what is empty tells nothing", () => {
  const body = JSON.stringify({ lastname: "d", shopname: null, area: "", note: "d is fine" });
  const { request } = maskedExchange(exchangeWith(body), masker);
  expect(request.body).toBe('{"lastname":"***","shopname":null,"area":"","note":"d is fine"}');
});

test.each([
  ["broken JSON", '{"pancard":"ABCZE1234F",}', '(25 bytes that are not JSON) {"pancard":***,}', false],
  ["JSON after a byte order mark", '\uFEFF{"pancard":"ABCZE1234F"}', '\uFEFF{"pancard":"***"}', true],
  ["a sensitive object", '{"token":{"a":["deep-secret"]},"b":"deep-secret"}', '{"token":"***","b":"***"}', true],
  [
    "a number that repeats a masked one",
    '{"pincode":752107,"a":[752107],"x752107":1}',
    '{"pincode":"***","a":["***"],"x***":1}',
    true,
  ],
  [
    "a number written otherwise",
    '{"pincode":7.52107e5,"a":752107.0,"b":"752107"}',
    '{"pincode":"***","a":"***","b":"***"}',
    true,
  ],
  [
    "a number that a double loses",
    '{"pincode":9007199254740993,"a":"9007199254740993"}',
    '{"pincode":"***","a":"***"}',
    true,
  ],
  [
    "a member that is given twice",
    '{"token":"first-one","token":"other-one","a":"first-one"}',
    '{"token":"***","token":"***","a":"***"}',
    true,
  ],
  [
    "an escape",
    '{"pancard":"own-pan","a":"own\\u002dpan","b":"\\u0041BCZE1234F"}',
    '{"pancard":"***","a":"***","b":"***"}',
    true,
  ],
  [
    "all else as it came",
    '{ "id":9007199254740993,\n"d":1.10, "e":1E400, "k":1, "k":"\\u00e9\\/" }',
    '{ "id":9007199254740993,\n"d":1.10, "e":1E400, "k":1, "k":"\\u00e9\\/" }',
    true,
  ],
  ["no body", "", "", true],
])("a body: %s", (_name, body, shown, isText) => {
  const { response } = maskedExchange(exchangeWith("", body), masker);
  expect([response.body, response.bodyIsText]).toEqual([shown, isText]);
});

test.each<[what: string, text: string | Buffer, excerpt: string, type?: string]>([
  ["a text", "Not found", "Not found"],
  ["its lines", "<html>\r\n<h1>\tBad gateway</h1>\n</html>\n", "<html> <h1> Bad gateway</h1> </html>"],
  ["a Python dict", "{'status': True}", "{'status': True}"],
  ["a long one", "ab ".repeat(100), `${"ab ".repeat(66)}ab…`],
  ["of a long one whole characters", "\u{1f600}".repeat(201), `${"\u{1f600}".repeat(200)}…`],
  ["what was sent before", "no such agent: Ravi", "no such agent: ***"],
  ["a PAN", "<p>ABCZE1234F</p>", "<p>***</p>"],
  ["a long number", "call 98765 43210 or 98-76-54-32-10-1, code 123456789", "call *** or ***, code 123456789"],
  ["a form", "a=1&client_secret=hush+hush&b=2", "a=1&client_secret=***&b=2"],
  ["a log line", "mobile: +91 1234, token = t-1; id: 7", "mobile: ***, token = ***; id: 7"],
  [
    "broken JSON",
    `{"note":"n","bcagentname":"A \\" B","mobilenumber":12345,'token':'x y',}`,
    `{"note":"n","bcagentname":***,"mobilenumber":***,'token':***,}`,
  ],
  [
    "an element and an attribute",
    `<a pancard="x y" id="1"><mobilenumber>12</mobilenumber><id>2</id></a>`,
    `<a pancard=*** id="1"><mobilenumber>***</mobilenumber><id>2</id></a>`,
  ],
  ["all behind what is hidden and has parts", `{"id":1,"token":{"a":["deep"]},"note":"n",}`, `{"id":1,"token":***`],
  ["a value that is cut is masked before it is", `${"-".repeat(195)}ABCZE1234F and more`, `${"-".repeat(195)}*** a…`],
  ["UTF-16, marked", Buffer.from("\uFEFF{'a': \u00e9}", "utf16le"), "{'a': \u00e9}"],
  ["UTF-16, by its charset", Buffer.from("no", "utf16le"), "no", "text/plain; charset=UTF-16LE"],
  ["UTF-16, the other way around", Buffer.from("\uFEFFno", "utf16le").swap16(), "no"],
])("of an answer that is not JSON the beginning is shown: %s", (_what, text, excerpt, type = "text/plain") => {
  const bytes = Buffer.from(text as Buffer);
  const { request } = exchangeWith('{"bcagentname":"Ravi"}');
  const response = { status: 502, headers: [["Content-Type", type]] as [string, string][], body: bytes };
  const shown = maskedExchange({ request, response, durationMs: 1 }, masker).response;
  expect(shown).toMatchObject({ body: `(${bytes.length} bytes that are not JSON) ${excerpt}`, bodyIsText: false });
});

test.each([
  ["bytes that are no text", Buffer.from([0x1f, 0x8b, 8, 0, 0xff])],
  ["text with zeros in it", Buffer.from("a\0b")],
  ["half of UTF-16", Buffer.from([0xff, 0xfe, 0x61])],
])("of %s only the size is shown", (_what, body) => {
  const { response } = maskedExchange({ ...exchangeWith(""), response: { status: 200, headers: [], body } }, masker);
  expect(response.body).toBe(`(${body.length} bytes that are not JSON)`);
});

test("a request that is not JSON is not shown: what is given for it has no name there", () => {
  expect(maskedExchange(exchangeWith("hush"), masker).request.body).toBe("(4 bytes that are not JSON)");
});

test("masking a text takes no longer than the text is long", () => {
  for (const text of ["a".repeat(300_000), "a:\n".repeat(80_000), `a${" ".repeat(300_000)}`, '"<a '.repeat(80_000)]) {
    const { response } = maskedExchange(exchangeWith("", text), masker);
    expect([...response.body].length).toBeLessThan(250);
  }
});

test("texts of members that the contract does not name are told by their length, at any depth, and nothing else is", () => {
  const body =
    '{ "a":"x", "list":[{"extra":{"deep":["caf\u00e9",1.10,""],"a":"y"}},{"extra":null}], "more":"*** (string of 3)" }';
  const undocumented = ["/list/0/extra", "/more"];
  const { response, request } = maskedExchange(exchangeWith(body, body), masker, { undocumented });
  expect(response.body).toBe(
    '{ "a":"x", "list":[{"extra":{"deep":["*** (string of 4)",1.10,""],"a":"*** (string of 1)"}},{"extra":null}], "more":"*** (string of 3)" }',
  );
  expect(request.body).toBe(body);
  const xml = maskedExchange(exchangeWith("", "<r><a>x</a><extra>Asha</extra></r>"), masker, { undocumented });
  expect(xml.response.body).toBe("(34 bytes that are not JSON) <r><a>x</a><extra>***</extra></r>");
});

test("a body nested too deeply to be masked is not shown", () => {
  const deep = `${"[".repeat(100_000)}"ABCZE1234F"${"]".repeat(100_000)}`;
  expect(maskedExchange(exchangeWith(deep), masker).request.body).toMatch(/^\(\d+ bytes/);
});

function exchangeWith(body: string, answer = ""): Exchange {
  return {
    request: { method: "POST", url: "http://127.0.0.1/", headers: [], body },
    response: { status: 200, headers: [], body: Buffer.from(answer) },
    durationMs: 1,
  };
}
