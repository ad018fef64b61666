import { pointerTo } from "../../spec/json/json-pointer.ts";
import { textIn, tokensOf } from "../../spec/json/json-tokens.ts";
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
  /** The objects and arrays that are open: where in each, and of an object how often each name stood there. */
  const open: { at: string | number; names: Map<string, number> | undefined }[] = [];
  const here = () => open.reduce((pointer, { at }) => pointerTo(pointer, String(at).toWellFormed()), "");
  const broken = () =>
    losses.push({ where: here(), expected: "text of whole characters", actual: "half of a surrogate pair" });
  for (const token of tokensOf(text)) {
    const top = open.at(-1);
    if (token.kind === "close") {
      open.pop();
      continue;
    }
    if (token.kind === "name") {
      if (!top?.names) continue;
      const name = textIn(text, token);
      const count = (top.names.get(name) ?? 0) + 1;
      top.names.set(name, count);
      top.at = name;
      if (!name.isWellFormed()) broken();
      if (count === 2)
        losses.push({ where: here(), expected: "each member name once", actual: "a member name given again" });
      continue;
    }
    if (typeof top?.at === "number") top.at++;
    if (token.kind === "open") {
      open.push(text.startsWith("{", token.offset) ? { at: "", names: new Map() } : { at: -1, names: undefined });
    } else if (text.startsWith('"', token.offset)) {
      if (!textIn(text, token).isWellFormed()) broken();
    } else {
      const digits = text.slice(token.offset, token.end);
      if (!/^[-\d]/.test(digits) || isKept(digits)) continue;
      const where = here();
      // Shown as it is written: read, it would already be another number.
      losses.push({ where, expected: keptBy(digits), actual: show(writtenNumber(digits), where) });
    }
  }
  return losses;
}

function keptBy(digits: string): string {
  return /^-?\d+$/.test(digits)
    ? `an integer from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`
    : "a number that 64-bit floating point keeps";
}
