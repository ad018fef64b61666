import { onOneLine } from "../../spec/json/json-value.ts";
import { printable } from "../../spec/words/printable.ts";
import type { MaskedExchange } from "../exchange/masked-exchange.ts";

/** Headers that curl makes itself. */
const ownHeaders = new Set(["host", "content-length", "connection", "transfer-encoding", "accept-encoding"]);

/**
 * The curl line that repeats a request. What is masked stays masked: whoever repeats it puts in their own.
 * A body that cannot be shown is a file to give, `BODY`, with its size in a shell comment.
 */
export function curlOf({ method, url, headers, body, bodyIsText }: MaskedExchange["request"]): string {
  const words = ["curl", "-sS", ...(method === "HEAD" ? ["-I"] : ["-X", quoted(method)]), quoted(url)];
  for (const [name, value] of headers) {
    // An empty value needs a semicolon; with a colon curl would leave the header out.
    if (!ownHeaders.has(name.toLowerCase())) words.push("-H", quoted(value === "" ? `${name};` : `${name}: ${value}`));
  }
  if (body === "") return words.join(" ");
  if (bodyIsText) return [...words, "--data-raw", quoted(onOneLine(body))].join(" ");
  return [...words, "--data-binary", "@BODY", `# BODY: ${printable(body)}`].join(" ");
}

/** One word of a POSIX shell: in single quotes where it needs them. */
export function quoted(text: string): string {
  const safe = printable(text);
  return /^[\w./:=@%+,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
