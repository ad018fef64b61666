import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { journalMaskerOf } from "../../spec/mask.ts";
import { KnownValues } from "../../spec/scrub.ts";
import { parsedJson } from "../schema/json-body.ts";
import { validAgent } from "../test-caller.ts";
import { Journal } from "./journal.ts";
import type { ExchangeEntry, JournalEntry, RawExchange } from "./journal-entry.ts";

const mask = { masker: journalMaskerOf(loadContract()), by: new KnownValues(["alpha-secret"]) };
const start = Date.UTC(2026, 0, 1);
const realStart = Date.UTC(2026, 5, 1);
function journalOf(capacity = 10, now = () => start): Journal {
  let id = 0;
  return new Journal({ world: "alpha", capacity, mask, now, realNow: () => realStart, nextId: () => ++id });
}

const sources = [loadLedger().get("BOS-DUPLICATE")?.sources ?? []].flat();
const answer = {
  rule: "BOS-DUPLICATE",
  grade: "documented",
  expected: "a rule",
  got: "a refid",
  change: "b",
  sources,
} as const;

function call(changes: Partial<RawExchange> = {}): RawExchange {
  return {
    operation: "checkPanStatus",
    request: { method: "POST", url: "/api/BOS/Status", headers: {}, body: rawBody('{"refid":"r-1"}') },
    response: { status: 401, headers: {}, body: '{"status":"Failed","message":"Duplicate RefID"}' },
    answer,
    durationMs: 1.23456,
    ...changes,
  };
}
const ids = (entries: JournalEntry[]) => entries.map(({ id }) => id);

describe("an entry", () => {
  test("tells a call, its answer and why it was answered so", () => {
    const nearMiss = { operation: "checkPanStatus", change: "use POST" };
    expect(journalOf().exchange(call({ fault: "delay 250 ms", nearMiss }))).toEqual({
      id: 1,
      at: "2026-01-01T00:00:00.000Z",
      realAt: "2026-06-01T00:00:00.000Z",
      world: "alpha",
      kind: "exchange",
      operation: "checkPanStatus",
      request: { method: "POST", path: "/api/BOS/Status", headers: {}, body: '{"refid":"r-1"}' },
      response: { status: 401, headers: {}, body: '{"status":"Failed","message":"Duplicate RefID"}' },
      ...answer,
      fault: "delay 250 ms",
      nearMiss,
      durationMs: 1.23,
    });
  });

  test("has no answer, rule or operation where there was none", () => {
    const entry = journalOf().exchange(call({ operation: undefined, response: undefined, answer: undefined }));
    expect(entry).toMatchObject({ operation: undefined, response: undefined, rule: undefined, got: "", change: "" });
  });

  test("tells time by the world's clock, even past the end of dates", () => {
    let now = start;
    const journal = journalOf(10, () => now);
    now += 600_000;
    expect(journal.exchange(call()).at).toBe("2026-01-01T00:10:00.000Z");
    now = Number.MAX_SAFE_INTEGER;
    expect(journal.notice("late").at).toBe("+275760-09-13T00:00:00.000Z");
  });

  test("a notice is short and has nobody's PAN in it", () => {
    const entry = journalOf().notice(`session ABCZE1234F was dropped ${"x".repeat(600)}`);
    expect(entry).toMatchObject({ kind: "notice", text: `session *** was dropped ${"x".repeat(476)}...` });
  });

  test("keeps nothing personal and no secret, wherever it stands", () => {
    const { bcagentid, ...personal } = validAgent;
    const secrets = ["understudy-secret", "tok-123", "cookie-1", "key-1", "ABCZE1234F"];
    const entry = journalOf().exchange(
      call({
        operation: "registerAgent",
        request: {
          method: "POST",
          url: "/apiAgentOnboarding/externalonboard?pan=ABCZE1234F",
          headers: {
            authorization: "Bearer tok-123",
            client_secret: "understudy-secret",
            cookie: "cookie-1",
            "x-api-key": "key-1",
          },
          body: rawBody(JSON.stringify({ ...validAgent, nep_key: "key-1", rows: [personal] })),
        },
        response: { status: 200, headers: { "Set-Cookie": ["cookie-1"] }, body: '{"data":{"token":"tok-123"}}' },
        answer: { ...answer, got: "invalid ABCZE1234F" },
      }),
    );
    const kept = JSON.stringify(entry);
    expect(kept).toContain(bcagentid);
    for (const value of [...Object.values(personal), ...secrets]) expect(kept).not.toContain(`"${value}"`);
    for (const value of [...secrets, "5209295531", "751024", "Sample Road"]) expect(kept).not.toContain(value);
  });

  test("shows the headers that explain, and that others were sent", () => {
    const sent = {
      host: "127.0.0.1:4010",
      "content-type": "application/json",
      client_id: "understudy",
      "x-understudy-session": "suite-1",
      authorization: "Basic abc",
      "x-forwarded-for": "10.0.0.1",
      accept: "",
      "x-empty": "",
      "user-agent": "u".repeat(300),
    };
    const headers = { Allow: "POST", "Content-Length": 12, "x-understudy-rule": "BOS-METHOD", Server: "secret" };
    const raw = call();
    const entry = journalOf().exchange({
      ...raw,
      request: { ...raw.request, headers: sent },
      response: { status: 405, headers, body: "" },
    }) as ExchangeEntry;
    expect(entry.request.headers).toEqual({
      ...sent,
      authorization: "Basic *** (string of 3)",
      client_id: "*** (string of 10)",
      "x-forwarded-for": "*** (string of 8)",
      "user-agent": `${"u".repeat(200)}...`,
    });
    expect(entry.response?.headers).toEqual({ ...headers, "Content-Length": "12", Server: "*** (string of 6)" });
  });

  test("is of bounded size", () => {
    const headers = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${n}-${"h".repeat(80)}`, "v"]));
    const body = rawBody(JSON.stringify({ refid: "r".repeat(60_000) }));
    const url = `/${"p".repeat(9000)}`;
    const long = { ...answer, got: "g".repeat(9000), change: "c".repeat(9000) };
    const entry = journalOf().exchange(call({ request: { method: "POST", url, headers, body }, answer: long }));
    const { request, got } = entry as ExchangeEntry;
    expect(Object.keys(request.headers)).toHaveLength(50);
    expect(got).toBe(`${"g".repeat(500)}...`);
    expect(JSON.stringify(entry).length).toBeLessThan(10_000);
  });
});

describe("the ring", () => {
  test("keeps the newest entries and counts what it dropped", () => {
    const journal = journalOf(3);
    for (let n = 0; n < 5; n++) journal.exchange(call());
    expect(ids(journal.entries())).toEqual([3, 4, 5]);
    expect([journal.size, journal.dropped]).toEqual([3, 2]);
    journal.notice("and on");
    expect(ids(journal.entries())).toEqual([4, 5, 6]);
  });

  test("clear forgets entries, never gives an id twice", () => {
    const journal = journalOf(2);
    for (let n = 0; n < 3; n++) journal.exchange(call());
    journal.clear();
    expect([journal.size, journal.dropped, journal.entries()]).toEqual([0, 0, []]);
    for (let n = 0; n < 3; n++) journal.notice("again");
    expect(ids(journal.entries())).toEqual([5, 6]);
  });

  test("a capacity of 0 keeps nothing and still tells", async () => {
    const journal = journalOf(0);
    const heard: number[] = [];
    journal.subscribe(({ id }) => heard.push(id));
    journal.exchange(call());
    await turn();
    expect([heard, journal.size, journal.dropped, journal.count()]).toEqual([[1], 0, 1, 0]);
  });
});

describe("a query", () => {
  const journal = journalOf(100);
  const raw = call();
  const get = { ...raw.request, method: "GET", headers: { "user-agent": "Agent-X" } };
  journal.exchange(raw); // 1
  journal.exchange(call({ response: { status: 200, headers: {}, body: '{"status":true}' }, answer: undefined })); // 2
  journal.exchange(call({ operation: "registerAgent", request: get, response: undefined, fault: "reset" })); // 3
  journal.notice("Session suite-1 was dropped"); // 4
  journal.exchange(call({ operation: undefined, nearMiss: { operation: "generateToken", change: "case" } })); // 5

  test.each<[object, number[]]>([
    [{}, [1, 2, 3, 4, 5]],
    [{ operation: "checkPanStatus" }, [1, 2]],
    [{ rule: "BOS-DUPLICATE" }, [1, 3, 5]],
    [{ status: 401 }, [1, 5]],
    [{ status: 200 }, [2]],
    [{ kind: "notice" }, [4]],
    [{ kind: "exchange", operation: "registerAgent", rule: "BOS-DUPLICATE" }, [3]],
    [{ kind: "notice", status: 401 }, []],
    [{ text: "" }, [1, 2, 3, 4, 5]],
    [{ text: "duplicate refid" }, [1, 5]],
    [{ text: '"REFID":"r-1"' }, [1, 2, 3, 5]],
    [{ text: "get /api/bos" }, [3]],
    [{ text: "user-agent: agent-x" }, [3]],
    [{ text: "RESET" }, [3]],
    [{ text: "SUITE-1" }, [4]],
    [{ text: "generatetoken" }, [5]],
    [{ text: "nowhere" }, []],
    [{ since: 3 }, [4, 5]],
    [{ since: 1, limit: 2 }, [2, 3]],
    [{ limit: 2 }, [4, 5]],
    [{ limit: 0 }, []],
    [{ limit: -1 }, []],
  ])("%j", (query, found) => {
    expect(ids(journal.entries(query))).toEqual(found);
    if (!("limit" in query)) expect(journal.count(query)).toBe(found.length);
  });

  test("gets 100 entries unless told, 1000 at most; a count has no limit", () => {
    const full = journalOf(1200);
    for (let n = 0; n < 1200; n++) full.notice("one more");
    expect(full.entries()).toHaveLength(100);
    expect(ids(full.entries({ limit: 5000 })).at(0)).toBe(201);
    expect(ids(full.entries({ limit: 5000 })).at(-1)).toBe(1200);
    expect(full.count({ limit: 1 })).toBe(1200);
  });
});

describe("a call whose id was given before others were written", () => {
  const journal = journalOf(4);
  const early = journal.nextId(); // 1
  journal.notice("between"); // 2
  journal.exchange(call(), early);
  journal.notice("after"); // 3

  test("stands where it was written, and is found by its id", () => {
    expect(ids(journal.entries())).toEqual([2, 1, 3]);
    expect(journal.find(early)).toMatchObject({ id: 1, kind: "exchange" });
    expect(journal.find(4)).toBeUndefined();
  });

  test.each<[object, number[]]>([
    [{ since: 0 }, [2, 1, 3]],
    [{ since: 2 }, [1, 3]],
    [{ since: 1 }, [3]],
    [{ since: 3 }, []],
    [{ since: 9 }, []],
    [{ since: 2, limit: 1 }, [1]],
  ])("is among those that follow %j", (query, found) => {
    expect(ids(journal.entries(query))).toEqual(found);
    if (!("limit" in query)) expect(journal.count(query)).toBe(found.length);
  });

  test("is told with its place", async () => {
    const other = journalOf(2);
    const heard: [number, number][] = [];
    other.subscribe(({ id }, place) => heard.push([id, place]));
    const first = other.nextId();
    for (let n = 0; n < 3; n++) other.notice("n");
    other.exchange(call(), first);
    await turn();
    expect(heard).toEqual([
      [2, 1],
      [3, 2],
      [4, 3],
      [1, 4],
    ]);
    expect(other.readOn({}, 2).map(([{ id }, place]) => [id, place])).toEqual([
      [4, 3],
      [1, 4],
    ]);
    // Its own entry is not kept any more: nothing that was written after it may be left out.
    expect(ids(other.entries({ since: 2 }))).toEqual([4, 1]);
  });
});

describe("a subscriber", () => {
  test("hears every entry in order until it ends", async () => {
    const journal = journalOf();
    const heard: number[] = [];
    const end = journal.subscribe(({ id }) => heard.push(id));
    journal.exchange(call());
    journal.notice("n");
    expect(heard).toEqual([]);
    await turn();
    expect(heard).toEqual([1, 2]);
    end();
    journal.notice("n");
    await turn();
    expect(heard).toEqual([1, 2]);
  });

  test("that throws is told no more; the journal and the others do not notice", async () => {
    const journal = journalOf();
    let calls = 0;
    const heard: number[] = [];
    journal.subscribe(() => {
      calls++;
      throw new Error("gone");
    });
    journal.subscribe(({ id }) => heard.push(id));
    journal.notice("a");
    journal.notice("b");
    await turn();
    expect([calls, heard, journal.size]).toEqual([1, [1, 2], 2]);
  });
});

function rawBody(text: string): RawExchange["request"]["body"] {
  return { bytes: Buffer.byteLength(text), json: parsedJson(Buffer.from(text)) };
}
