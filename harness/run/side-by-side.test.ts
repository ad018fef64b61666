import { expect, test } from "vitest";
import { type Job, sideBySide } from "./side-by-side.ts";

/** Jobs that end only when a test lets them, and what happened in which order. */
function jobs(count: number) {
  const log: string[] = [];
  const gates = Array.from({ length: count }, () => Promise.withResolvers<void>());
  const all = gates.map(
    (gate, index): Job<string> =>
      async function* () {
        log.push(`start ${index}`);
        yield `${index}a`;
        await gate.promise;
        yield `${index}b`;
        log.push(`end ${index}`);
      },
  );
  const release = (index: number) => gates[index]?.resolve();
  return { all, log, release };
}

const options = (order: readonly Job<string>[], lanes: number) => ({ order, lanes, stop: () => undefined });

async function collect(told: AsyncIterable<string>): Promise<string[]> {
  const items: string[] = [];
  for await (const item of told) items.push(item);
  return items;
}

test("what is told comes in order, whichever job ends first", async () => {
  const { all, log, release } = jobs(3);
  const told = collect(
    sideBySide(
      all.map((job) => [job]),
      options(all, 3),
    ),
  );
  release(2);
  await new Promise(setImmediate);
  expect(log).toEqual(["start 0", "start 1", "start 2", "end 2"]);
  release(1);
  release(0);
  expect(await told).toEqual(["0a", "0b", "1a", "1b", "2a", "2b"]);
});

test("no more run at once than there are lanes, and a group's jobs wait for each other", async () => {
  const { all, log, release } = jobs(4);
  const [a, b, c, d] = all as [Job<string>, Job<string>, Job<string>, Job<string>];
  const told = collect(sideBySide([[a, c], [b], [d]], options(all, 2)));
  await new Promise(setImmediate);
  expect(log).toEqual(["start 0", "start 1"]);
  release(1);
  await new Promise(setImmediate);
  expect(log.slice(2)).toEqual(["end 1", "start 3"]);
  for (const index of [0, 2, 3]) release(index);
  expect(await told).toEqual(["0a", "0b", "1a", "1b", "2a", "2b", "3a", "3b"]);
  expect(log.indexOf("start 2")).toBeGreaterThan(log.indexOf("end 0"));
});

test("what a job throws is thrown in its turn, and nothing is started any more", async () => {
  const { all, log, release } = jobs(3);
  const broken: Job<string> = async function* () {
    yield "broken";
    throw new Error("no good");
  };
  const order = [all[0]!, broken, all[1]!, all[2]!];
  const items: string[] = [];
  const told = (async () => {
    for await (const item of sideBySide(
      order.map((job) => [job]),
      options(order, 2),
    ))
      items.push(item);
  })();
  await new Promise(setImmediate);
  release(0);
  await expect(told).rejects.toThrow("no good");
  expect(items).toEqual(["0a", "0b", "broken"]);
  expect(log).toEqual(["start 0", "end 0"]);
});

test("a job that comes after a failure in another group does not keep its listener waiting", async () => {
  const broken: Job<string> = async function* () {
    yield "first";
    throw new Error("late");
  };
  const quiet: Job<string> = async function* () {
    yield "never";
  };
  // Told second, but in a group that was not begun when the other one broke.
  const head: Job<string> = async function* () {
    yield "head";
  };
  const order = [head, quiet, broken];
  await expect(collect(sideBySide([[head, broken], [quiet]], options(order, 1)))).rejects.toThrow("late");
});

test("whoever stops listening stops the jobs, and waits for what is under way", async () => {
  const { all, log, release } = jobs(3);
  const stop = () => {
    log.push("stop");
    release(0);
    release(1);
  };
  const told = sideBySide(
    all.map((job) => [job]),
    { order: all, lanes: 2, stop },
  );
  for await (const item of told) {
    expect(item).toBe("0a");
    break;
  }
  expect(log).toEqual(["start 0", "start 1", "stop", "end 0", "end 1"]);
});
