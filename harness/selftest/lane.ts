import type { Values } from "../expression/scope.ts";
import type { Benign, Fault } from "./faults.ts";

/** A server that keeps the contract, and what it takes to call it. */
export interface SoundTarget {
  /** Base URLs by source description. */
  servers: Readonly<Record<string, string | undefined>>;
  inputs: Values;
  /** Whether it is a mock, which keeps workflows apart by the header that names a session. */
  hasSessions?: boolean;
}

/** A mock whose readings can be changed through its control API. */
export interface ReadingMock extends SoundTarget {
  control: string;
  controlToken: string;
}

/** Another reading of a rule, and the mock that is to play it. */
export interface PlayedReading {
  rule: string;
  name: string;
  /** Keeps what happens under this reading apart from what happened under the one before. */
  session: string;
  mock: ReadingMock;
}

/** Runs scenarios against faulty servers; one run after the other. */
export interface Lane extends AsyncDisposable {
  catches(fault: Fault): Promise<boolean>;
  /** @returns what is raised, `undefined` for nothing */
  alarm(benign: Benign): Promise<string | undefined>;
  catchesReading(reading: PlayedReading): Promise<boolean>;
}
