/** A parameter of a posted body, as HTTP Archive 1.2 has it: a file's `value` may have been left out. */
export interface PostedParam {
  name: string;
  value?: string;
  fileName?: string;
  contentType?: string;
}

/**
 * The body that was posted, from its parameters: recorders write them in place of the text, or beside an empty one (HTTP
 * Archive 1.2, postData).
 * @param contentType of the request; parts are written where it is a multipart type, else a form
 */
export function postedText(params: readonly PostedParam[], contentType: string): string {
  if (/^\s*multipart\//i.test(contentType)) return multipartText(params, contentType);
  const pairs = params.map(({ name, value = "" }): [string, string] => [name, value]);
  return new URLSearchParams(pairs).toString();
}

/** Parts between boundaries (RFC 2046, section 5.1.1), each with the name of its field (RFC 7578, section 4.2). */
function multipartText(params: readonly PostedParam[], contentType: string): string {
  const [, quotedBoundary, token] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quotedBoundary ?? token ?? "boundary";
  const parts = params.map(({ name, value = "", fileName, contentType: type }) => {
    const file = fileName === undefined ? "" : `; filename="${escaped(fileName)}"`;
    const header = type === undefined ? "" : `Content-Type: ${type.replace(/[\r\n]+/g, " ")}\r\n`;
    return `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"${file}\r\n${header}\r\n${value}\r\n`;
  });
  return `${parts.join("")}--${boundary}--\r\n`;
}

/** Names in a part's header, as browsers write them (HTML, multipart/form-data encoding algorithm). */
function escaped(name: string): string {
  return name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}
