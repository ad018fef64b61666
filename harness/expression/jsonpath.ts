import { paths, query } from "jsonpath-rfc9535";

type JsonValue = Parameters<typeof query>[0];

/** The values that a JSONPath selects (RFC 9535). @throws Error where it is none */
export function selectedValues(path: string, value: unknown): unknown[] {
  return query(value as JsonValue, conjoined(path));
}

/** The normalized paths of what a JSONPath selects (RFC 9535, section 2.7). @throws Error where it is none */
export function selectedPaths(path: string, value: unknown): string[] {
  return paths(value as JsonValue, conjoined(path));
}

/**
 * A JSONPath that means the same and has no more than two conditions joined by `&&`: `a && b && c` is `a && (b && c)`. Of
 * three the library is content with the first and any other (P0lip/jsonpath-rfc9535#5).
 */
export function conjoined(path: string): string {
  let written = "";
  // How many of our own brackets are open, for each bracket of the path that is.
  const open = [0];
  const close = () => {
    written += ")".repeat(open.pop() ?? 0);
  };
  for (const [token] of path.matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|&&|\|\||[\s\S]/g)) {
    if (token === "||" || token === ",") {
      close();
      open.push(0);
    } else if (token === ")" || token === "]") close();
    written += token;
    if (token === "(" || token === "[") open.push(0);
    else if (token === "&&") {
      written += "(";
      open.push((open.pop() ?? 0) + 1);
    }
  }
  while (open.length > 0) close();
  return written;
}
