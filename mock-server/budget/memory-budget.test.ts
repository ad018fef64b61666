import { expect, test } from "vitest";
import { maskerOf } from "../../spec/mask.ts";
import { byForm } from "../../spec/scrub.ts";
import { Journal } from "../journal/journal.ts";
import { memoryStore } from "../store/memory.ts";
import { MemoryBudget, memoryBytesOf } from "./memory-budget.ts";

const least = 16 * 1024 * 1024;
const now = () => 0;
let ids = 0;
const journalOf = (budget: MemoryBudget, world: string, capacity = 1_000_000) =>
  new Journal({
    world,
    capacity,
    mask: { masker: maskerOf(), by: byForm },
    now,
    realNow: now,
    nextId: () => ++ids,
    budget,
  });
const text = (index: number) => `${index} ${"x".repeat(490)}`;

test("of all journals the oldest entries go, they are counted, and the rest reads as it was written", () => {
  const budget = new MemoryBudget(least);
  const journals = ["a", "b", "c"].map((world) => journalOf(budget, world));
  for (let index = 0; index < 30_000; index++) journals[index % 3]!.notice(text(index));
  expect(budget.used).toBeLessThanOrEqual(least / 4);
  for (const [place, journal] of journals.entries()) {
    expect(journal.size + journal.dropped).toBe(10_000);
    expect(journal.dropped).toBeGreaterThan(5_000);
    const newest = journal.entries({ limit: 1000 }).map((entry) => entry.kind === "notice" && entry.text);
    expect(newest).toEqual(Array.from({ length: 1000 }, (_, step) => text(30_000 - 3000 + place + 3 * step)));
  }
  expect(budget.dropped("entry")).toBe(journals.reduce((all, { dropped }) => all + dropped, 0));
});

test("a quiet journal keeps its entries beside a busy one that holds few", () => {
  const budget = new MemoryBudget(least);
  const [quiet, busy] = [journalOf(budget, "quiet"), journalOf(budget, "busy", 100)];
  for (let index = 0; index < 50_000; index++) {
    if (index % 500 === 0) quiet.notice(text(index));
    busy.notice(text(index));
  }
  expect([quiet.size, quiet.dropped, busy.size, busy.dropped]).toEqual([100, 0, 100, 49_900]);
  expect(quiet.entries()[0]).toMatchObject({ text: text(0) });
});

test("what is cleared gives its room back", () => {
  const budget = new MemoryBudget(least);
  const journal = journalOf(budget, "a");
  for (let index = 0; index < 3_000; index++) journal.notice(text(index));
  journal.clear();
  expect([journal.size, journal.dropped]).toEqual([0, 0]);
  expect(budget.used).toBeLessThanOrEqual(least / 64);
});

test("tokens go last: entries first, then sessions, then the oldest token, and each is counted", async () => {
  const budget = new MemoryBudget(least);
  const journal = journalOf(budget, "a");
  for (let index = 0; index < 1_000; index++) journal.notice(text(index));
  let sessions = 0;
  const session = {
    dropOldest() {
      sessions++;
      budget.countDropped("session");
    },
  };
  budget.hold("session", 1_000_000, session);
  const store = memoryStore(budget);
  for (let index = 0; index < 60_000; index++) {
    await store.saveToken(`hash-${index}`, { partnerId: "p", issuedAt: 0 }, { only: false });
  }
  expect(sessions).toBe(1);
  expect(store.droppedTokens).toBeGreaterThan(5_000);
  expect(budget.dropped("token")).toBe(store.droppedTokens);
  expect(budget.used).toBeLessThanOrEqual(least);
  expect(await store.findToken(`hash-${store.droppedTokens - 1}`)).toBeUndefined();
  expect(await store.findToken(`hash-${store.droppedTokens}`)).toBeDefined();
  await store.clear();
  expect(budget.used).toBeLessThanOrEqual(least / 64);
});

test.each([
  ["16MB", least],
  ["256mb", 256 * 1024 * 1024],
  ["2GiB", 2 * 1024 ** 3],
  ["15MB", undefined],
  ["65GB", undefined],
  ["256", undefined],
  ["1.5GB", undefined],
])("a size: %s", (size, bytes) => {
  expect(memoryBytesOf(size)).toBe(bytes);
});
