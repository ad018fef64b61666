// Clients in a browser. Over bare sockets: fetch sets no Origin.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MockOptions, type RunningMock, startMock } from "../server.ts";
import { wireTo } from "../test-socket.ts";
import { isOrigin } from "./cors.ts";

const page = "http://localhost:3000";
const path = "/apiAgentOnboarding/externalonboard";

/** The status and the headers of an answer. */
async function ask(mock: RunningMock, line: string, headers: Record<string, string>) {
  const { socket, said, closed } = await wireTo(mock.vendor);
  const lines = Object.entries({ Host: "x", Connection: "close", ...headers }).map(
    ([name, text]) => `${name}: ${text}`,
  );
  socket.write(`${[`${line} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`);
  await closed;
  const [first = "", ...rest] = (said().split("\r\n\r\n", 1)[0] ?? "").split("\r\n");
  const named = rest.map((each) => [each.slice(0, each.indexOf(":")).toLowerCase(), each.replace(/^[^:]*: */, "")]);
  return { status: Number(first.split(" ")[1]), headers: Object.fromEntries(named) as Record<string, string> };
}

const preflight = (origin: string) => ({
  Origin: origin,
  "Access-Control-Request-Method": "POST",
  "Access-Control-Request-Headers": "client_id,client_secret,content-type",
});
const granted = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^(access-control-|vary)/.test(name)));

async function withMock(options: MockOptions, check: (mock: RunningMock) => Promise<void>) {
  await using mock = await startMock(options);
  await check(mock);
}

describe("origins that are named", () => {
  let mock: RunningMock;
  beforeAll(async () => {
    mock = await startMock({ cors: [page, "https://app.example"] });
  });
  afterAll(() => mock.stop());

  test("a preflight is answered with what it asks for, and is no call", async () => {
    const { status, headers } = await ask(mock, `OPTIONS ${path}`, preflight(page));
    expect([status, granted(headers)]).toEqual([
      204,
      {
        vary: "Origin",
        "access-control-allow-origin": page,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "client_id,client_secret,content-type",
        "access-control-max-age": "7200",
      },
    ]);
    expect(mock.sandboxes.all[0]?.main.journal.entries()).toEqual([]);
  });

  test.each([
    ["the call itself", `POST ${path}`, 401],
    ["a path that leads nowhere, so that the page can read the hint", "POST /nowhere", 404],
    ["an OPTIONS that is no preflight", `OPTIONS ${path}`, 405],
    ["a probe", "GET /healthz", 200],
  ])("%s: may be read, with what stands beside the body", async (_what, line, expected) => {
    const { status, headers } = await ask(mock, line, { Origin: "https://app.example" });
    expect([status, granted(headers)]).toEqual([
      expected,
      {
        vary: "Origin",
        "access-control-allow-origin": "https://app.example",
        "access-control-expose-headers":
          "x-understudy-rule, x-understudy-grade, x-understudy-hint, x-understudy-fault, x-understudy-exchange, Retry-After, Allow",
      },
    ]);
  });

  test.each(["http://localhost:3001", "https://localhost:3000", "http://localhost.evil.example:3000", "null"])(
    "%s is another one: told in the journal what lets it in",
    async (origin) => {
      const { status, headers } = await ask(mock, `OPTIONS ${path}`, preflight(origin));
      expect([status, granted(headers)]).toEqual([405, { vary: "Origin" }]);
      const named = origin === "null" ? "ORIGIN" : origin;
      const advice = `a browser asks for leave to call (CORS preflight): start with --cors ${named}`;
      expect(headers["x-understudy-hint"]).toBe(`OPTIONS ${path}: use POST; ${advice}`);
      expect(mock.sandboxes.all[0]?.main.journal.entries().at(-1)).toMatchObject({
        change: advice,
        rule: "ISU-METHOD",
      });
    },
  );

  test("a call without an origin is answered as ever", async () => {
    const { status, headers } = await ask(mock, `POST ${path}`, {});
    expect([status, granted(headers)]).toEqual([401, { vary: "Origin" }]);
  });
});

test("nobody unless told so", () =>
  withMock({}, async (mock) => {
    for (const line of [`OPTIONS ${path}`, `POST ${path}`]) {
      expect(granted((await ask(mock, line, preflight(page))).headers)).toEqual({});
    }
  }));

test("* is every page", () =>
  withMock({ cors: ["*"] }, async (mock) => {
    const { status, headers } = await ask(mock, `OPTIONS ${path}`, preflight("https://anybody.example"));
    expect([status, headers["access-control-allow-origin"], headers.vary]).toEqual([204, "*", undefined]);
  }));

test("the control port has no CORS", () =>
  withMock({ cors: ["*"] }, async ({ control, controlToken }) => {
    const { headers } = await fetch(`${control}/sandboxes`, {
      headers: { origin: page, authorization: `Bearer ${controlToken}` },
    });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  }));

test.each<[boolean, string]>([
  [true, "*"],
  [true, "http://localhost:3000"],
  [true, "https://app.example"],
  [true, "http://[::1]:8080"],
  [true, "capacitor://localhost"],
  [false, "http://localhost:3000/"],
  [false, "http://localhost:80"],
  [false, "HTTP://localhost:3000"],
  [false, "http://App.example"],
  [false, "localhost:3000"],
  [false, "http://me@localhost"],
  [false, "http://a,http://b"],
  [false, "http://"],
  [false, "null"],
  [false, ""],
])("%s: %s is an origin", (is, text) => {
  expect(isOrigin(text)).toBe(is);
});

test("what is no origin is refused at the start", async () => {
  await expect(startMock({ cors: ["localhost"] })).rejects.toThrow(
    "found cors localhost, expected an origin as a browser sends it, such as http://localhost:3000, or * for all",
  );
});
