import type { MIMEType } from "node:util";

/**
 * Reads bytes in a charset, by any of the names that the Encoding Standard has for it. A byte order mark is dropped.
 * @returns the text, or the problem in words; no part of the text is quoted in it
 */
export function decodedText(bytes: Buffer, charset: string): { text: string } | { problem: string; garbled: true } {
  try {
    return { text: new TextDecoder(charset, { fatal: true }).decode(bytes) };
  } catch (error) {
    const problem =
      error instanceof RangeError
        ? `the charset ${charset}, which is not known here`
        : `${bytes.length} bytes that are not ${charset}`;
    return { problem, garbled: true };
  }
}

/** Whether a charset is UTF-8, by whatever name. */
export function isUtf8(charset: string): boolean {
  try {
    return new TextDecoder(charset).encoding === "utf-8";
  } catch {
    // The one registered name that the Encoding Standard does not have (IANA, Character Sets).
    return charset.toLowerCase() === "csutf8";
  }
}

/**
 * The charset of an XML text: a byte order mark goes before the media type, that before the text's own declaration
 * (RFC 7303, section 3.1).
 */
export function encodingOfXml(bytes: Buffer, type: MIMEType): string {
  const [first, second] = bytes;
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(bytes.toString("latin1", 0, 200));
  return type.params.get("charset") ?? declared?.[1] ?? "utf-8";
}
