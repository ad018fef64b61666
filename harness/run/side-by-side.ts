/** Starts something that tells what it does. */
export type Job<T> = () => AsyncIterable<T>;

/**
 * Runs jobs side by side and tells what they tell in a stable order: everything of the first job, then of the second, and
 * so on. What a later job tells before its turn is kept until then.
 * @param groups the jobs by group; a group's jobs run one after the other
 * @param options.order the jobs of all groups, in the order they are told
 * @param options.lanes how many groups run at once
 * @param options.stop called when nobody listens any more, so that what is under way comes to its end soon
 * @throws whatever the first job to fail throws, in its turn; nothing is started after that
 */
export async function* sideBySide<T>(
  groups: readonly (readonly Job<T>[])[],
  { order, lanes, stop }: { order: readonly Job<T>[]; lanes: number; stop: () => void },
): AsyncGenerator<T> {
  const told = new Map(order.map((job) => [job, new Kept<T>()]));
  const waiting = [...groups];
  let isStopped = false;
  const runJob = async (job: Job<T>) => {
    const kept = told.get(job);
    try {
      for await (const item of job()) kept?.push(item);
      kept?.end();
    } catch (error) {
      isStopped = true;
      kept?.end({ error });
    }
  };
  const runLane = async () => {
    for (let group = waiting.shift(); group; group = waiting.shift()) {
      for (const job of group) if (!isStopped) await runJob(job);
    }
  };
  const running = Promise.all(Array.from({ length: Math.min(lanes, groups.length) }, runLane));
  // A job that was never started tells nothing; whoever waits for it must not wait for ever.
  const ended = running.then(() => told.forEach((kept) => void kept.end()));
  try {
    for (const kept of told.values()) yield* kept;
  } finally {
    isStopped = true;
    stop();
    await ended;
  }
}

/** What a job has told and nobody has heard yet. */
class Kept<T> {
  readonly #items: T[] = [];
  #ended: { error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  end(how: { error?: unknown } = {}): void {
    this.#ended ??= how;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) yield item;
      if (this.#ended) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if ("error" in this.#ended) throw this.#ended.error;
  }
}
