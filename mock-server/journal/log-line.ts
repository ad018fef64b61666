import { printable, printableLines } from "../../spec/words/printable.ts";

/** Where log lines go: a stream, or anything else that takes text. */
export interface LogStream {
  write(text: string): unknown;
}

/** Turns each line of JSON that is written into a line for people. */
export function readableLines(stream: LogStream): LogStream {
  return { write: (line) => stream.write(`${readable(JSON.parse(line))}\n`) };
}

/** Each line of JSON with everything in it to be seen. */
export function visibleLines(stream: LogStream): LogStream {
  return { write: (line) => stream.write(printableLines(line)) };
}

interface Line {
  time: string;
  level: string;
  msg: string;
  [field: string]: unknown;
}

function readable(line: Line): string {
  const text = [new Date(line.time).toTimeString().slice(0, 8), ...wordsOf(line)].join("  ");
  // One line stays one line, and a terminal gets no commands.
  return printable(text);
}

function wordsOf(line: Line): string[] {
  switch (line.msg) {
    case "exchange":
      return exchangeWords(line);
    case "notice":
      return [`${line.world}: ${line.notice}`];
    case "warning":
      return [`warning: ${line.warning}`];
    case "failed":
      return [
        `understudy itself failed at ${line.method} ${line.path}: ${line.error}`,
        // Where it began is enough here; the line of JSON has the rest.
        ...((line.stack ?? []) as string[]).slice(0, 1),
      ];
    default:
      return [line.msg];
  }
}

// 12:00:00  401 checkPanStatus  BOS-DUPLICATE (documented)  0.4 ms  default  fault: delay 20 ms
function exchangeWords(line: Line): string[] {
  const nearMiss = line.nearMiss as { change: string } | undefined;
  return [
    `${line.status ?? "---"} ${line.operation ?? `${line.method} ${line.path}`}`,
    ...(line.rule === undefined ? [] : [`${line.rule} (${line.grade})`]),
    `${line.durationMs} ms`,
    String(line.world),
    ...(line.fault === undefined ? [] : [`fault: ${line.fault}`]),
    ...(line.change === undefined && nearMiss === undefined ? [] : [`-> ${nearMiss?.change ?? line.change}`]),
  ];
}
