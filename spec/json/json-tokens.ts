/** A part of a JSON text: where a value that holds others begins or ends, the name of a member, any other value. */
export interface Token {
  kind: "open" | "close" | "name" | "scalar";
  offset: number;
  end: number;
}

const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [quotation, comma, colon, backslash] = [0x22, 0x2c, 0x3a, 0x5c];

/**
 * The parts of a JSON text in their order. Nothing here calls itself: a text may be nested deeper than any stack.
 * @param text that JSON.parse takes, so that nothing in it can be wrong
 */
export function* tokensOf(text: string, from = 0): Generator<Token> {
  for (let at = from; at < text.length; ) {
    const char = text.charCodeAt(at);
    if (char === openBrace || char === openBracket) yield { kind: "open", offset: at, end: ++at };
    else if (char === closeBrace || char === closeBracket) yield { kind: "close", offset: at, end: ++at };
    else if (char === quotation) {
      const end = endOfString(text, at) + 1;
      let next = end;
      while (isSpace(text.charCodeAt(next))) next++;
      yield { kind: text.charCodeAt(next) === colon ? "name" : "scalar", offset: at, end };
      at = end;
    } else if (char === comma || char === colon || isSpace(char)) at++;
    else {
      let end = at + 1;
      while (end < text.length && !endsScalar(text.charCodeAt(end))) end++;
      yield { kind: "scalar", offset: at, end };
      at = end;
    }
  }
}

function endsScalar(code: number): boolean {
  return code === comma || code === closeBrace || code === closeBracket || isSpace(code);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Where the quote stands that ends a string; -1 where none does. @param start where its first quote stands */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text.charCodeAt(first - 1) === backslash) first--;
    // Backslashes escape each other by twos; an odd one escapes the quote.
    if ((end - first) % 2 === 0) return end;
  }
  return -1;
}

/** The text that a token writes: of the kind `name`, or of a string. */
export function textIn(text: string, { offset, end }: Token): string {
  const written = text.slice(offset + 1, end - 1);
  return written.includes("\\") ? (JSON.parse(`"${written}"`) as string) : written;
}
