import { type JSONPath, visit } from "jsonc-parser";
import { pointerTo } from "../../spec/json-pointer.ts";
import type { Breach, Check, Subject } from "./subject.ts";

/**
 * A JSON body must mean the same to whoever reads it: UTF-8, each member name once, and no integer that a reader with
 * 64-bit floating point numbers would change (RFC 8259, sections 4, 6 and 8.1; RFC 7493). A byte order mark may be
 * ignored by every reader (section 8.1), so that it is told only where the configuration asks for it.
 */
export const jsonCheck: Check = {
  id: "json",
  isFact: false,
  advice: "Readers of this JSON will not agree on what it says: mend the target.",
  judge(subject) {
    const { content, json } = subject;
    if (!content || !json) return [];
    const pointer = content.schema ?? content.pointer;
    if ("problem" in json) {
      if (!json.garbled || !content.matches) return [];
      return [{ where: "", expected: "UTF-8", actual: json.problem, pointer }];
    }
    const losses = lossesIn(json.text, subject).map((loss) => ({ ...loss, pointer }));
    return [...byteOrderMark(subject, pointer), ...losses];
  },
};

function byteOrderMark({ exchange, config }: Subject, pointer: string): Breach[] {
  const severity = config.byteOrderMark;
  const marked = exchange.response.body.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
  if (!marked || severity === "off") return [];
  return [{ where: "", expected: "no byte order mark", actual: "a byte order mark", pointer, severity }];
}

function lossesIn(text: string, { show }: Subject): Omit<Breach, "pointer">[] {
  const losses: Omit<Breach, "pointer">[] = [];
  // Names of the objects that are open; how often each stood there.
  const open: Map<string, number>[] = [];
  visit(text, {
    onObjectBegin: () => void open.push(new Map()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(name, _offset, _length, _line, _column, path) {
      const names = open.at(-1);
      const count = (names?.get(name) ?? 0) + 1;
      names?.set(name, count);
      if (count !== 2) return;
      const where = pointerTo(pointerOf(path()), name);
      losses.push({ where, expected: "each member name once", actual: "a member name given again" });
    },
    onLiteralValue(value, offset, length, _line, _column, path) {
      if (typeof value !== "number") return;
      const digits = text.slice(offset, offset + length);
      if (!/^-?\d+$/.test(digits) || Number.isSafeInteger(value)) return;
      const where = pointerOf(path());
      const expected = `an integer from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`;
      // Shown as text: as a number it would already be another one.
      losses.push({ where, expected, actual: show(digits, where).replaceAll('"', "") });
    },
  });
  return losses;
}

function pointerOf(path: JSONPath): string {
  return path.reduce<string>(pointerTo, "");
}
