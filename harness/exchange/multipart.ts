import { createHash } from "node:crypto";
import { mediaTypeOf } from "../../spec/media-type.ts";

// multipart/form-data (RFC 7578), whose parts stand between boundaries (RFC 2046, section 5.1.1).

/** One part of a multipart body. */
export interface Part {
  name: string;
  fileName?: string | undefined;
  /** As written; `undefined` where it is left out, which means text/plain (RFC 7578, section 4.4). */
  contentType?: string | undefined;
  body: string;
}

/** Whether a content type is that of a form in parts. */
export function isMultipartForm(type: string | undefined): boolean {
  return mediaTypeOf(type)?.essence === "multipart/form-data";
}

/** The boundary that a content type names; `undefined` where it names none. */
export function boundaryOf(type: string | undefined): string | undefined {
  return mediaTypeOf(type)?.params.get("boundary") ?? undefined;
}

/** A boundary for some parts that stands in none of them; the same parts have the same one. */
export function boundaryFor(parts: readonly Part[]): string {
  for (let salt = 0; ; salt++) {
    const digest = createHash("sha256")
      .update(`${salt} ${JSON.stringify(parts)}`)
      .digest("hex");
    const boundary = `understudy-${digest.slice(0, 24)}`;
    if (!parts.some(({ body }) => body.includes(boundary))) return boundary;
  }
}

/**
 * Writes parts as a body.
 * @param boundary that stands in no part
 */
export function multipartText(parts: readonly Part[], boundary: string): string {
  const written = parts.map(({ name, fileName, contentType, body }) => {
    const file = fileName === undefined ? "" : `; filename="${quotable(fileName)}"`;
    const type = contentType === undefined ? "" : `Content-Type: ${contentType}\r\n`;
    return `--${boundary}\r\nContent-Disposition: form-data; name="${quotable(name)}"${file}\r\n${type}\r\n${body}\r\n`;
  });
  return `${written.join("")}--${boundary}--\r\n`;
}

/**
 * Reads the parts of a body. Line ends of one character are taken, too: recorders write them.
 * @returns the parts in their order, or why the body has none, in words that quote nothing of it
 */
export function partsOf(text: string, boundary: string): Part[] | { problem: string } {
  const escaped = boundary.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const lines = [...text.matchAll(new RegExp(`(?:^|\\r?\\n)--${escaped}(--)?[ \\t]*(?=\\r?\\n|$)`, "g"))];
  const end = lines.findIndex(([, dashes]) => dashes !== undefined);
  if (end < 0) return { problem: "no boundary that ends the body" };
  const parts: Part[] = [];
  for (const [index, line] of lines.slice(0, end).entries()) {
    const from = line.index + line[0].length;
    const part = partIn(text.slice(from, lines[index + 1]?.index), index + 1);
    if ("problem" in part) return part;
    parts.push(part);
  }
  return parts;
}

/** A part from what stands between two boundaries: its headers, an empty line, and its body. */
function partIn(text: string, number: number): Part | { problem: string } {
  const [head] = /^\r?\n(?:[^\r\n]+\r?\n)*(?:\r?\n|$)/.exec(text) ?? [];
  if (head === undefined) return { problem: `part ${number} has no empty line after its headers` };
  const headers = new Map(
    head
      .split(/\r?\n/)
      .filter((line) => line.includes(":"))
      .map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
      }),
  );
  const disposition = headers.get("content-disposition") ?? "";
  const name = /^form-data\b/i.test(disposition) ? parameterOf(disposition, "name") : undefined;
  if (name === undefined) return { problem: `part ${number} has no name in a Content-Disposition: form-data` };
  const fileName = parameterOf(disposition, "filename");
  return { name, fileName, contentType: headers.get("content-type"), body: text.slice(head.length) };
}

function parameterOf(disposition: string, parameter: string): string | undefined {
  const [, quoted, bare] =
    new RegExp(`;\\s*${parameter}\\s*=\\s*(?:"([^"]*)"|([^\\s;"]+))`, "i").exec(disposition) ?? [];
  const text = quoted ?? bare;
  return text?.replace(/%(22|0D|0A)/gi, (triplet) => decodeURIComponent(triplet));
}

/** A name between quotes as browsers write it (HTML, multipart/form-data encoding algorithm). */
function quotable(text: string): string {
  return text.replace(/["\r\n]/g, (char) => encodeURIComponent(char));
}
