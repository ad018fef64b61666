/** Words that other languages have, with what JSON has for them; of the others it has nothing. */
const words: Record<string, { of?: "Python" | "JavaScript"; json?: string }> = {
  True: { of: "Python", json: "true" },
  False: { of: "Python", json: "false" },
  None: { of: "Python", json: "null" },
  undefined: { of: "JavaScript" },
  NaN: {},
  Infinity: {},
};

/** How much of a text is looked at, in characters: a literal shows what it is at once. */
const maximumLooked = 65_536;

/**
 * What to change in a text that is no JSON because it is a literal of Python or JavaScript, such as `{'a': True}`; `undefined`
 * where it does not look like one. Nothing of the text is quoted in it.
 */
export function otherNotation(text: string): string | undefined {
  const start = text.slice(0, maximumLooked).trim();
  if (!/^[{[]/.test(start) && !Object.hasOwn(words, start)) return undefined;
  const { isQuotedOtherwise, word } = marksIn(start);
  if (!isQuotedOtherwise && word === undefined) return undefined;
  const known = words[word ?? ""];
  const changes = [
    ...(isQuotedOtherwise ? ["JSON needs double quotes"] : []),
    ...(word === undefined ? [] : [known?.json ? `JSON has ${known.json} for ${word}` : `JSON has no ${word}`]),
  ];
  const language = known?.of ?? "Python or JavaScript";
  return `${changes.join(" and ")}; this is a literal of ${language}`;
}

const space = /\s*/y;
const plainString = /"(?:[^"\\]|\\.)*"?/sy;
const otherString = /[bru]{0,2}'(?:[^'\\]|\\.)*'?/isy;
const bareWord = /[A-Za-z_$][\w$]*/y;
const otherText = /[^\s"'{}[\],:]+/y;

/** What tells another language: names or texts without double quotes, and the first word that only it has. */
function marksIn(text: string): { isQuotedOtherwise: boolean; word: string | undefined } {
  let isQuotedOtherwise = false;
  let word: string | undefined;
  let at = 0;
  /** Whether a name or a value can begin here. */
  let isOpen = true;
  const taken = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const [found = ""] = pattern.exec(text) ?? [];
    at += found.length;
    return found;
  };
  while (taken(space) !== undefined && at < text.length) {
    if ("{[,:".includes(text[at] ?? "")) {
      isOpen = true;
      at++;
      continue;
    }
    if ("}]".includes(text[at] ?? "")) at++;
    else if (taken(plainString) === "") {
      if (!isOpen) break;
      const bare = taken(otherString) === "" ? taken(bareWord) : undefined;
      taken(space);
      if (bare === undefined || (bare !== "" && text[at] === ":")) isQuotedOtherwise = true;
      else if (Object.hasOwn(words, bare)) word ??= bare;
      else if (bare === "" ? taken(otherText) === "" : !["true", "false", "null"].includes(bare)) break;
    }
    isOpen = false;
  }
  return { isQuotedOtherwise, word };
}
