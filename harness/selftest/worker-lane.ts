import { Worker } from "node:worker_threads";
import type { BenchOptions } from "./bench.ts";
import type { Benign, Fault } from "./faults.ts";
import type { Lane, PlayedReading } from "./lane.ts";

/** What a worker is started with. */
export interface WorkerStart {
  files: readonly string[];
  ledgerFile: string | undefined;
}

/** What a worker is asked. All of it can be cloned; the bodies of answers arrive as plain byte arrays. */
export type Question =
  | { ask: "open"; options: Omit<BenchOptions, "scenarios" | "ledger"> }
  | { ask: "fault"; fault: Fault }
  | { ask: "benign"; benign: Benign }
  | { ask: "reading"; reading: PlayedReading };

/** What it says. */
export type Reply = { value: boolean | string | undefined } | { error: string };

/** A lane in a thread of its own. It takes one question after the other. */
export class WorkerLane implements Lane {
  private readonly worker: Worker;
  private waiting: PromiseWithResolvers<Reply> | undefined;
  private failure: Error | undefined;

  /** @param files scenario files, loaded at once */
  constructor(files: readonly string[], ledgerFile: string | undefined) {
    const start: WorkerStart = { files, ledgerFile };
    // Built code has another ending; whatever this file has, its neighbour has.
    const entry = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
    this.worker = new Worker(new URL(entry, import.meta.url), { workerData: start });
    this.worker.on("message", (reply: Reply) => this.waiting?.resolve(reply));
    this.worker.on("error", (error: Error) => {
      this.failure = error;
      this.waiting?.reject(error);
    });
  }

  /** Gives it the recording. Not waited for: the next question is behind it. */
  open(options: Omit<BenchOptions, "scenarios" | "ledger">): void {
    this.worker.postMessage({ ask: "open", options } satisfies Question);
  }

  async catches(fault: Fault): Promise<boolean> {
    return (await this.ask({ ask: "fault", fault })) === true;
  }

  async alarm(benign: Benign): Promise<string | undefined> {
    const value = await this.ask({ ask: "benign", benign });
    return typeof value === "string" ? value : undefined;
  }

  async catchesReading(reading: PlayedReading): Promise<boolean> {
    return (await this.ask({ ask: "reading", reading })) === true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.worker.terminate();
  }

  private async ask(question: Question): Promise<boolean | string | undefined> {
    if (this.failure) throw this.failure;
    this.waiting = Promise.withResolvers<Reply>();
    this.worker.postMessage(question);
    const reply = await this.waiting.promise;
    if ("error" in reply) throw new Error(reply.error);
    return reply.value;
  }
}
