import type { Check } from "./subject.ts";

/** An exchange takes no longer than the configuration allows; without a limit there it may take what it likes. */
export const timeCheck: Check = {
  id: "time",
  isFact: false,
  advice: "The target is slower than the judge's configuration allows: speed it up, or raise the limit.",
  judge({ exchange, operation, config }) {
    const limit = config.timeLimit(operation.id);
    if (limit === undefined || exchange.durationMs <= limit) return [];
    const actual = `${Math.round(exchange.durationMs)} ms`;
    return [{ where: "time", expected: `an answer within ${limit} ms`, actual, pointer: operation.pointer }];
  },
};
