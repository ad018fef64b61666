/** A part of a JSON text: where a value that holds others begins or ends, the name of a member, any other value. */
export interface Token {
  kind: "open" | "close" | "name" | "scalar";
  offset: number;
  end: number;
}

/**
 * The parts of a JSON text in their order. Nothing here calls itself: a text may be nested deeper than any stack.
 * @param text that JSON.parse takes, so that nothing in it can be wrong
 */
export function* tokensOf(text: string, from = 0): Generator<Token> {
  for (let at = from; at < text.length; ) {
    const char = text[at];
    if (char === "{" || char === "[") yield { kind: "open", offset: at, end: ++at };
    else if (char === "}" || char === "]") yield { kind: "close", offset: at, end: ++at };
    else if (char === '"') {
      const end = endOfString(text, at);
      let next = end;
      while (isSpace(text.charCodeAt(next))) next++;
      yield { kind: text[next] === ":" ? "name" : "scalar", offset: at, end };
      at = end;
    } else if (char === "," || char === ":" || isSpace(text.charCodeAt(at))) at++;
    else {
      let end = at + 1;
      while (end < text.length && !/[\s,\]}]/.test(text[end] ?? "")) end++;
      yield { kind: "scalar", offset: at, end };
      at = end;
    }
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const quote = text.indexOf('"', at);
    let slashes = 0;
    while (text[quote - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return quote + 1;
    at = quote;
  }
}

/** The name that a token of the kind `name` writes. */
export function nameIn(text: string, { offset, end }: Token): string {
  const written = text.slice(offset + 1, end - 1);
  return written.includes("\\") ? (JSON.parse(`"${written}"`) as string) : written;
}
