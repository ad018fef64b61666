// How pages are fetched. 0.0.0.0 is this machine, but not by its form: it stands for another one.
import { expect, test } from "vitest";
import { Sender, type SendLimits } from "../exchange/send.ts";
import type { Time } from "../exchange/time.ts";
import { type Answer, startTarget } from "../test-target.ts";
import { PageFetcher } from "./page-fetcher.ts";

const tool = { name: "understudy", version: "1.2.3" };

/** A clock that moves only when somebody sleeps. */
function clock() {
  let now = 0;
  const sleep = async (milliseconds: number) => {
    now += milliseconds;
  };
  return { now: () => now, sleep };
}

const page: Answer = { headers: { "content-type": "text/plain" }, json: "the page" };
const robots = (text: string, status = 200): Answer => {
  return (response) => response.writeHead(status, { "content-type": "text/plain" }).end(text);
};
const goTo = (location: string, status = 302): Answer => ({ status, headers: { location } });

interface Setting {
  allowedHosts?: string[];
  limits?: Partial<SendLimits>;
  time?: Time;
}

function fetcherWith({ allowedHosts = [], limits, time = clock() }: Setting = {}) {
  const sender = new Sender(limits);
  const fetcher = new PageFetcher({ sender, allowedHosts, tool, time });
  /** The body, or what went wrong. */
  const fetched = async (url: string) => {
    const outcome = await fetcher.fetch(new URL(url));
    return "response" in outcome ? outcome.response.body.toString() : outcome;
  };
  return { fetched, [Symbol.dispose]: () => sender[Symbol.dispose]() };
}

const paths = ({ received }: { received: { url: string }[] }) => received.map(({ url }) => url);
const elsewhere = (url: string) => url.replace("127.0.0.1", "0.0.0.0");

test("a page is asked for by name, after its robots.txt, and the robots.txt only once", async () => {
  await using site = await startTarget({ "/a": [page], "/b": [page] });
  using web = fetcherWith();
  expect(await web.fetched(`${site.url}/a?x=%41#part`)).toBe('"the page"');
  expect(await web.fetched(`${site.url}/b`)).toBe('"the page"');
  expect(paths(site)).toEqual(["/robots.txt", "/a?x=%41", "/b"]);
  for (const { method, headers, body } of site.received) {
    expect({ method, body }).toEqual({ method: "GET", body: "" });
    expect(headers).toEqual({
      host: new URL(site.url).host,
      "user-agent": "understudy/1.2.3",
      accept: "text/html, text/plain, application/json;q=0.9, */*;q=0.1",
      "accept-encoding": "identity",
      connection: "close",
    });
  }
});

const half = {
  failure: "unreachable",
  reason: "HOST sent 4 bytes of its answer and no last chunk within 0.2 s",
};
const silence = { failure: "unreachable", reason: "HOST did not answer within 0.2 s" };

test.each<[what: string, answer: Answer, outcome: object]>([
  ["not found", { status: 404 }, { failure: "gone", reason: "HTTP 404" }],
  ["gone", { status: 410 }, { failure: "gone", reason: "HTTP 410" }],
  ["kept from us", { status: 403 }, { failure: "status", reason: "HTTP 403" }],
  ["a failure", { status: 500 }, { failure: "status", reason: "HTTP 500" }],
  ["a redirect to nowhere", { status: 302 }, { failure: "status", reason: "HTTP 302" }],
  ["a redirect to no address of HTTP", goTo("file:///a"), { failure: "status", reason: "HTTP 302" }],
  ["a redirect without an end", goTo("/a"), { failure: "status", reason: "more than 5 redirects" }],
  [
    "a large page",
    (response) => response.end("x".repeat(2_000)),
    { failure: "too-large", reason: "HOST answered with more than 1000 bytes" },
  ],
  ["silence", () => undefined, silence],
  ["half of an answer", (response) => void response.write("half"), half],
  [
    "no answer",
    (response) => void response.destroy(),
    { failure: "unreachable", reason: "HOST closed the connection without an answer" },
  ],
])("what came of it: %s", async (_what, answer, outcome) => {
  await using site = await startTarget({ "/robots.txt": [robots("")], "/a": [answer] });
  // Where the time counts, nothing but its end can come.
  const timeoutMs = outcome === silence || outcome === half ? 200 : 30_000;
  using web = fetcherWith({ limits: { timeoutMs, responseBytes: 1_000 } });
  const found = JSON.stringify(await web.fetched(`${site.url}/a`)).replace(new URL(site.url).host, "HOST");
  expect(JSON.parse(found)).toEqual(outcome);
});

test("a host that is down", async () => {
  using web = fetcherWith();
  const reason = "127.0.0.1:1 refused the connection";
  expect(await web.fetched("http://127.0.0.1:1/a")).toEqual({ failure: "unreachable", reason });
});

// RFC 9309, section 2.3.1.
test.each<[what: string, answer: Answer, reason: string | undefined]>([
  ["it allows the page", robots("User-agent: *\nDisallow: /b"), undefined],
  ["it disallows the page", robots("User-agent: *\nDisallow: /a"), "robots.txt of HOST disallows it"],
  ["it disallows us", robots("User-agent: understudy\nDisallow: /"), "robots.txt of HOST disallows it"],
  ["it does not exist", robots("User-agent: *\nDisallow: /", 404), undefined],
  ["it is kept from us", robots("User-agent: *\nDisallow: /", 403), undefined],
  ["we are to ask less", robots("", 429), "robots.txt of HOST cannot be read: HTTP 429"],
  ["it fails", robots("", 503), "robots.txt of HOST cannot be read: HTTP 503"],
  ["it is elsewhere", goTo("/else", 301), "robots.txt of HOST disallows it"],
  ["it is nowhere", goTo("/robots.txt"), "robots.txt of HOST cannot be read: more than 5 redirects"],
  [
    "it is too large",
    robots("#".repeat(2_000)),
    "robots.txt of HOST cannot be read: HOST answered with more than 1000 bytes",
  ],
])("robots.txt: %s", async (_what, answer, reason) => {
  await using site = await startTarget({
    "/robots.txt": [answer],
    "/else": [robots("User-agent: *\nDisallow: /a")],
    "/a": [page],
  });
  using web = fetcherWith({ limits: { responseBytes: 1_000 } });
  const outcome = await web.fetched(`${site.url}/a`);
  const told = reason?.replaceAll("HOST", new URL(site.url).host);
  expect(outcome).toEqual(told === undefined ? '"the page"' : { failure: "disallowed", reason: told });
  expect(paths(site).includes("/a")).toBe(told === undefined);
});

test("a robots.txt that cannot be reached closes its host, and is asked for once", async () => {
  await using site = await startTarget({ "/robots.txt": [(response) => void response.destroy()], "/a": [page] });
  using web = fetcherWith();
  const reason = `${new URL(site.url).host} closed the connection without an answer`;
  expect(await web.fetched(`${site.url}/a`)).toEqual({ failure: "unreachable", reason });
  expect(await web.fetched(`${site.url}/a`)).toEqual({ failure: "unreachable", reason });
  expect(paths(site)).toEqual(["/robots.txt"]);
});

const stranger = "0.0.0.0 is not this machine: add --allow-host 0.0.0.0 if it may be asked";

test("another machine is asked only when it was allowed", async () => {
  await using site = await startTarget({ "/a": [page] });
  using shy = fetcherWith();
  expect(await shy.fetched(elsewhere(`${site.url}/a`))).toEqual({ failure: "refused", reason: stranger });
  expect(site.received).toEqual([]);
  using web = fetcherWith({ allowedHosts: ["0.0.0.0"] });
  expect(await web.fetched(elsewhere(`${site.url}/a`))).toBe('"the page"');
});

test("a redirect is followed to a host that was allowed, whose robots.txt counts, and to no other", async () => {
  await using other = await startTarget({
    "/robots.txt": [robots("User-agent: *\nDisallow: /closed")],
    "/a": [page],
    "/closed": [page],
  });
  const there = elsewhere(other.url);
  await using site = await startTarget({
    "/a": [goTo(`${there}/a`, 308)],
    "/closed": [goTo(`${there}/closed`)],
    "/here": [goTo("/a", 301)],
  });
  using shy = fetcherWith();
  const reason = "127.0.0.1 redirects to 0.0.0.0: add --allow-host 0.0.0.0 if that may be followed";
  expect(await shy.fetched(`${site.url}/here`)).toEqual({ failure: "refused", reason });
  expect(other.received).toEqual([]);
  using web = fetcherWith({ allowedHosts: ["0.0.0.0"] });
  expect(await web.fetched(`${site.url}/here`)).toBe('"the page"');
  const closed = { failure: "disallowed", reason: `robots.txt of ${new URL(there).host} disallows it` };
  expect(await web.fetched(`${site.url}/closed`)).toEqual(closed);
  expect(paths(other)).toEqual(["/robots.txt", "/a"]);
});

test("another machine cannot make us ask this one", async () => {
  await using inner = await startTarget({ "/a": [page] });
  await using site = await startTarget({ "/a": [goTo(`${inner.url}/a`)] });
  using web = fetcherWith({ allowedHosts: ["0.0.0.0"] });
  const reason = "0.0.0.0 redirects to 127.0.0.1: add --allow-host 127.0.0.1 if that may be followed";
  expect(await web.fetched(elsewhere(`${site.url}/a`))).toEqual({ failure: "refused", reason });
  expect(inner.received).toEqual([]);
  expect(await web.fetched(`${site.url}/a`)).toBe('"the page"');
});

test("the robots.txt of another machine is not read on a host that was not allowed either", async () => {
  await using inner = await startTarget({ "/robots.txt": [robots("")] });
  await using site = await startTarget({ "/robots.txt": [goTo(`${inner.url}/robots.txt`)], "/a": [page] });
  using web = fetcherWith({ allowedHosts: ["0.0.0.0"] });
  expect(await web.fetched(elsewhere(`${site.url}/a`))).toMatchObject({ failure: "refused" });
  expect(inner.received).toEqual([]);
});

test.each<[what: string, robotsText: string, seconds: number[]]>([
  ["one request a second", "", [0, 1, 2]],
  ["a longer Crawl-delay", "User-agent: *\nCrawl-delay: 3", [0, 3, 6]],
  ["a shorter one is no leave to hurry", "User-agent: *\nCrawl-delay: 0.1", [0, 1, 2]],
  ["one that is too long", "User-agent: *\nCrawl-delay: 3600", [0, 10, 20]],
])("the pace at another machine: %s", async (_what, text, seconds) => {
  const time = clock();
  const asked: number[] = [];
  const at = (answer: string): Answer => {
    return (response) => {
      asked.push(time.now() / 1000);
      response.end(answer);
    };
  };
  await using site = await startTarget({ "/robots.txt": [at(text)], "/a": [at("a")], "/b": [at("b")] });
  using web = fetcherWith({ allowedHosts: ["0.0.0.0"], time });
  expect(await web.fetched(elsewhere(`${site.url}/a`))).toBe("a");
  expect(await web.fetched(elsewhere(`${site.url}/b`))).toBe("b");
  expect(asked).toEqual(seconds);
});
