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
  ["broken JSON", '{"pancard":"ABCZE1234F",}', "(25 bytes that are not JSON)", false],
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
