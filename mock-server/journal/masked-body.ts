import { isObject } from "../../spec/json-value.ts";
import { type Masker, maskText } from "../../spec/mask.ts";
import { withoutPans } from "./masked-path.ts";

/** The largest body that is kept, in bytes of its masked text. */
export const largestBodyBytes = 2048;

// What clients call the sensitive members when they misspell them, and what else they send that is nobody's business.
const tellingName =
  /mobile|phone|pan|name|addr|city|state|district|area|pin|email|mail|birth|dob|aadhaar|secret|token|passw/i;

/**
 * A request body as it may be kept: sensitive members masked at any depth, misspelt ones too, and cut after that. What
 * is not a JSON object has no member names to go by, so only its size is told.
 */
export function maskedRequestBody(bytes: Buffer, masker: Masker): string {
  // JSON inside of a string has names that nobody looks at.
  return maskedBody(bytes.toString(), masker, (text) => (text.includes('"') ? maskText : text));
}

/** As {@link maskedRequestBody}, for a body of ours: its messages may quote the names of members. */
export function maskedResponseBody(text: string, masker: Masker): string {
  return maskedBody(text, masker, (value) => value);
}

type TextFilter = (text: string) => string;

function maskedBody(text: string, masker: Masker, filter: TextFilter): string {
  if (text === "") return "";
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return `(${Buffer.byteLength(text)} bytes of JSON that is not an object)`;
    return cut(withoutPans(JSON.stringify(maskedValue(value, masker, filter))));
  } catch (error) {
    // Anything else that goes wrong is depth, which the parser bears and the walk does not.
    const what = error instanceof SyntaxError ? "that are not JSON" : "nested too deep to be masked";
    return `(${Buffer.byteLength(text)} bytes ${what})`;
  }
}

function maskedValue(value: unknown, masker: Masker, filter: TextFilter): unknown {
  if (typeof value === "string") return filter(value);
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, masker, filter));
  if (!isObject(value)) return value;
  // Without a prototype, a member called __proto__ is one like any other.
  const masked: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(value)) {
    const child = value[name];
    // null and "" tell nothing about a person, and are often the very thing that was refused.
    const hidden = child !== null && child !== "" && (masker.isSensitive(name) || tellingName.test(name));
    masked[name] = hidden ? maskText : maskedValue(child, masker, filter);
  }
  return masked;
}

function cut(text: string): string {
  // No code unit takes more than three bytes: most bodies need not be measured.
  if (text.length * 3 <= largestBodyBytes) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= largestBodyBytes) return text;
  let end = largestBodyBytes;
  // Back to where a character begins.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${bytes.toString("utf8", 0, end)}... (cut: the first ${end} of ${bytes.length} bytes)`;
}
