import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { KeptKind } from "../budget/memory-budget.ts";
import type { ExchangeEntry } from "../journal/journal-entry.ts";
import type { ProtocolErrorKind } from "../port/protocol-error.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import type { World } from "../world/world.ts";

/** What is counted of a call: nothing that its caller chose freely. */
export type ObservedExchange = Pick<ExchangeEntry, "operation" | "rule" | "durationMs"> & {
  response: { status: number } | undefined;
};

/** The numbers of one mock, for Prometheus to collect. */
export interface Metrics {
  /** Counts a call that is over. */
  observe(exchange: ObservedExchange): void;
  /** Counts what came to a port and was no call. */
  protocolError(port: "vendor" | "control", kind: ProtocolErrorKind): void;
  /** Counts a fault of our own. */
  countFailure(): void;
  /** Everything in the Prometheus text format. */
  text(): Promise<string>;
  /** The media type of {@link text}. */
  readonly contentType: string;
}

// From what the mock itself needs to the longest delay that a fault may have.
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * The metrics of one mock, on a registry of its own: there may be several mocks in a process. Label values are
 * operationIds, rule ids and statuses, so that no caller can make new series without end.
 */
export function metricsOf(sandboxes: Sandboxes): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "understudy_requests_total",
    help: "Vendor calls by operation, deciding rule and HTTP status; none where there was none.",
    labelNames: ["operation", "rule", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "understudy_request_duration_seconds",
    help: "Time from a vendor call's first byte to the end of its answer, armed delays included.",
    labelNames: ["operation"],
    buckets,
    registers,
  });
  const protocolErrors = new Counter({
    name: "understudy_protocol_errors_total",
    help: "What came to a port and was no call, by kind.",
    labelNames: ["port", "kind"],
    registers,
  });
  const failures = new Counter({
    name: "understudy_own_faults_total",
    help: "Calls, of the vendors' and of the control port, that understudy itself failed at.",
    registers,
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      // Read when somebody asks: calls do not pay for it.
      collect() {
        this.set(read());
      },
    });
  const sum = (count: (world: World) => number) => () => sandboxes.worlds.reduce((all, w) => all + count(w), 0);

  gauge("understudy_sandboxes", "Sandboxes.", () => sandboxes.all.length);
  gauge("understudy_sessions", "Sessions of all sandboxes.", () =>
    sandboxes.all.reduce((all, { sessions }) => all + sessions.length, sandboxes.unassigned.sessions.length),
  );
  gauge(
    "understudy_journal_entries",
    "Entries kept in all journals.",
    sum(({ journal }) => journal.size),
  );
  gauge(
    "understudy_faults_armed",
    "Faults that are armed now, in all worlds.",
    sum(({ faults }) => faults.list().length),
  );
  const { budget } = sandboxes.settings;
  gauge(
    "understudy_memory_bytes",
    "What journal entries, sessions and tokens take, in bytes; of the last two an estimate.",
    () => budget.used,
  );
  gauge("understudy_memory_limit_bytes", "What they may take together.", () => budget.limit);
  const dropped = (name: string, help: string, kind: KeptKind) => {
    let before = 0;
    new Counter({
      name,
      help,
      registers,
      collect() {
        const now = budget.dropped(kind);
        this.inc(now - before);
        before = now;
      },
    });
  };
  dropped("understudy_journal_dropped_total", "Entries that there was no room for, or none any more.", "entry");
  dropped("understudy_sessions_dropped_total", "Sessions that were dropped for want of room.", "session");
  dropped("understudy_tokens_dropped_total", "Tokens that were forgotten for want of room.", "token");

  return {
    observe({ operation = "none", rule = "none", response, durationMs }) {
      requests.inc({ operation, rule, status: response?.status ?? "none" });
      durations.observe({ operation }, durationMs / 1000);
    },
    protocolError: (port, kind) => protocolErrors.inc({ port, kind }),
    countFailure: () => failures.inc(),
    async text() {
      return `${await registry.metrics()}\n${await processRegistry().metrics()}`;
    },
    contentType: registry.contentType,
  };
}

let ofProcess: Registry | undefined;

/**
 * Memory, processor, event loop and garbage collection. One registry for all mocks of a process, since they share these,
 * and made when first asked for: its observers run until the process ends.
 */
function processRegistry(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}
