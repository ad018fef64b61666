import { type JSONPath, visit } from "jsonc-parser";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import { writtenNumber } from "../../spec/json/json-value.ts";
import { mediaTypeOf } from "../../spec/media-type.ts";
import { isKept } from "../instance/number-text.ts";
import { isUtf8 } from "../instance/text-encoding.ts";
import { repeatedType } from "./media-type.ts";
import type { Breach, Check, Subject } from "./subject.ts";

/**
 * A JSON body must mean the same to whoever reads it: one media type, UTF-8 in name and in bytes, each member name once,
 * text of whole characters, and no number that a reader with 64-bit floating point would change (RFC 8259, sections 4, 6
 * and 8; RFC 7493, section 2). A byte order mark may be ignored by every reader (RFC 8259, section 8.1), so that it is
 * told only where the configuration asks for it.
 */
export const jsonCheck: Check = {
  id: "json",
  isFact: false,
  advice: "Readers of this JSON will not agree on what it says: mend the target.",
  judge(subject) {
    const { content, json } = subject;
    if (!content || !json) return [];
    const pointer = content.schema ?? content.pointer;
    const named = [...repeatedType(subject, content.pointer), ...otherCharset(subject, content.pointer)];
    if ("problem" in json) {
      // Bytes of another charset are what its name says, so that is told alone.
      if (!json.garbled || !content.matches || named.length > 0) return named;
      return [{ where: "", expected: "UTF-8", actual: json.problem, pointer }];
    }
    const losses = lossesIn(json.text, subject).map((loss) => ({ ...loss, pointer }));
    return [...named, ...byteOrderMark(subject, pointer), ...losses];
  },
};

/** JSON that is exchanged is UTF-8, so that another name for it leads readers astray (RFC 8259, section 8.1). */
function otherCharset({ types }: Subject, pointer: string): Breach[] {
  const charset = mediaTypeOf(types[0])?.params.get("charset");
  if (charset === undefined || charset === null || isUtf8(charset)) return [];
  return [{ where: "content-type", expected: "UTF-8", actual: `the charset ${charset}`, pointer }];
}

function byteOrderMark({ exchange, config }: Subject, pointer: string): Breach[] {
  const severity = config.byteOrderMark;
  const marked = exchange.response.body.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
  if (!marked || severity === "off") return [];
  return [{ where: "", expected: "no byte order mark", actual: "a byte order mark", pointer, severity }];
}

type Loss = Omit<Breach, "pointer">;

function lossesIn(text: string, { show }: Subject): Loss[] {
  const losses: Loss[] = [];
  // Names of the objects that are open; how often each stood there.
  const open: Map<string, number>[] = [];
  const broken = (where: string) =>
    losses.push({ where, expected: "text of whole characters", actual: "half of a surrogate pair" });
  visit(text, {
    onObjectBegin: () => void open.push(new Map()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(name, _offset, _length, _line, _column, path) {
      const names = open.at(-1);
      const count = (names?.get(name) ?? 0) + 1;
      names?.set(name, count);
      if (count === 1 && name.isWellFormed()) return;
      const where = pointerTo(pointerOf(path()), name.toWellFormed());
      if (!name.isWellFormed()) broken(where);
      if (count === 2) losses.push({ where, expected: "each member name once", actual: "a member name given again" });
    },
    onLiteralValue(value, offset, length, _line, _column, path) {
      if (typeof value === "string" && !value.isWellFormed()) broken(pointerOf(path()));
      if (typeof value !== "number") return;
      const digits = text.slice(offset, offset + length);
      if (isKept(digits)) return;
      const where = pointerOf(path());
      // Shown as it is written: read, it would already be another number.
      losses.push({ where, expected: keptBy(digits), actual: show(writtenNumber(digits), where) });
    },
  });
  return losses;
}

function keptBy(digits: string): string {
  return /^-?\d+$/.test(digits)
    ? `an integer from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`
    : "a number that 64-bit floating point keeps";
}

function pointerOf(path: JSONPath): string {
  return path.reduce<string>((pointer, name) => pointerTo(pointer, String(name).toWellFormed()), "");
}
