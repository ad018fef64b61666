import { pointerProblem } from "../../spec/json/json-pointer.ts";
import { MalformedText } from "./malformed-text.ts";

/** Where in a message a value is. `path` is what follows `body` in dots: `$response.body.items` (Arazzo 1.1.0). */
export type MessagePart =
  | { in: "header" | "query" | "path"; name: string }
  | { in: "body"; path: string; pointer: string | undefined };

/** What a selector may be written in (Arazzo 1.1.0, Expression Type Object). */
export type SelectorLanguage = "jsonpath" | "xpath" | "jsonpointer";

/**
 * A runtime expression (Arazzo 1.0.1, "Runtime Expressions"), or a Selector Object (Arazzo 1.1.0), which stands where one can. `path` may hold dots, which are part of a name where such a
 * name exists and lead into an object where it does not; `pointer` is the JSON Pointer after `#`.
 */
export type Expression = { text: string } & (
  | { kind: "url" | "method" | "statusCode" | "self" }
  | { kind: "message"; of: "request" | "response"; part: MessagePart }
  | { kind: "inputs" | "outputs"; path: string; pointer: string | undefined }
  | { kind: "step"; stepId: string; path: string; pointer: string | undefined }
  | { kind: "workflow"; workflowId: string; of: "inputs" | "outputs"; path: string; pointer: string | undefined }
  | { kind: "source"; source: string; path: string }
  | { kind: "component"; of: (typeof components)[number]; name: string }
  | { kind: "selector"; context: Expression; language: SelectorLanguage; selector: string }
);

/** The kinds of components; only parameters have a value, the others are referred to. */
const components = ["parameters", "inputs", "successActions", "failureActions"] as const;

/** The longest expression or condition that is read, in characters. */
export const maximumText = 10_000;

const roots = "$url, $method, $statusCode, $self, $request., $response., $inputs., $outputs., $steps., $workflows., ";
const expectedRoot = `${roots}$sourceDescriptions. or $components.`;

/** Whether a text means to be a runtime expression; other text that starts with `$`, such as `$5`, is just text. */
export function looksLikeExpression(text: string): boolean {
  const names = "request|response|message|inputs|outputs|steps|workflows|sourceDescriptions|components";
  return new RegExp(`^\\$(?:(?:url|method|statusCode|self)$|(?:${names})(?:\\.|$))`).test(text);
}

/**
 * Parses a runtime expression.
 * @throws MalformedText with the offset at which the ABNF is left
 */
export function parseExpression(text: string): Expression {
  if (text.length > maximumText) throw new MalformedText(text.slice(0, 60), 60, `at most ${maximumText} characters`);
  const reader = new Reader(text);
  const root = reader.word(expectedRoot);
  switch (root) {
    case "$url":
    case "$method":
    case "$statusCode":
    case "$self":
      reader.end();
      return { text, kind: root.slice(1) as "url" | "method" | "statusCode" | "self" };
    case "$request":
    case "$response":
      return {
        text,
        kind: "message",
        of: root === "$request" ? "request" : "response",
        part: messagePart(reader),
      };
    case "$inputs":
    case "$outputs":
      return { text, kind: root === "$inputs" ? "inputs" : "outputs", ...reader.nameAndPointer("a name") };
    case "$steps": {
      const stepId = reader.identifier("a stepId");
      reader.keyword(["outputs"]);
      return { text, kind: "step", stepId, ...reader.nameAndPointer("the name of an output") };
    }
    case "$workflows": {
      const workflowId = reader.identifier("a workflowId");
      const of = reader.keyword(["inputs", "outputs"]);
      return { text, kind: "workflow", workflowId, of, ...reader.nameAndPointer(`the name of one of its ${of}`) };
    }
    case "$sourceDescriptions": {
      const source = reader.identifier("the name of a source description");
      return { text, kind: "source", source, path: reader.rest("a field, an operationId or a workflowId") };
    }
    case "$components":
      return { text, kind: "component", of: reader.keyword(components), name: reader.rest("the name of a component") };
    case "$message":
      throw new MalformedText(text, 0, "no expression of AsyncAPI, which is not supported");
    default:
      throw new MalformedText(text, 0, expectedRoot);
  }
}

/** What follows `$request` or `$response`: the grammar's `source`. */
function messagePart(reader: Reader): MessagePart {
  const part = reader.keyword(["header", "query", "path", "body"]);
  if (part === "body") return { in: "body", ...reader.pathAndPointer() };
  if (part !== "header") return { in: part, name: reader.rest(`the name of a ${part} parameter`) };
  const at = reader.at + 1;
  const name = reader.rest("the name of a header");
  // The token rule of RFC 9110.
  const length = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]*/.exec(name)?.[0].length ?? 0;
  if (length < name.length) throw new MalformedText(reader.text, at + length, "a character of a header's name");
  return { in: "header", name };
}

/** Reads an expression's text from left to right; every part but the first begins with its dot. */
class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  word(expected: string): string {
    const word = /^\$?[A-Za-z]+/.exec(this.text.slice(this.at))?.[0];
    if (!word) throw new MalformedText(this.text, this.at, expected);
    this.at += word.length;
    return word;
  }

  /** One of some words, whole: `.bodyx` is no `.body`. */
  keyword<Word extends string>(words: readonly Word[]): Word {
    const expected = words.map((word) => `.${word}`).join(" or ");
    if (this.text[this.at] !== ".") throw new MalformedText(this.text, this.at, expected);
    const found = words.find((word) => new RegExp(`^\\.${word}(?![A-Za-z0-9_-])`).test(this.text.slice(this.at)));
    if (!found) throw new MalformedText(this.text, this.at, expected);
    this.at += found.length + 1;
    return found;
  }

  identifier(expected: string): string {
    const found = /^\.([A-Za-z0-9_-]+)/.exec(this.text.slice(this.at))?.[1];
    if (!found) throw new MalformedText(this.text, this.at, `a dot and ${expected}`);
    this.at += found.length + 1;
    return found;
  }

  /** Everything that is left, as one name: the ABNF's `name` takes any character. */
  rest(expected: string): string {
    const rest = this.text.slice(this.at);
    if (!rest.startsWith(".") || rest.length < 2) throw new MalformedText(this.text, this.at, `a dot and ${expected}`);
    this.at = this.text.length;
    return rest.slice(1);
  }

  nameAndPointer(expected: string): { path: string; pointer: string | undefined } {
    const at = this.at;
    const { path, pointer } = this.pathAndPointer();
    if (path === "") throw new MalformedText(this.text, at, `a dot and ${expected}`);
    return { path, pointer };
  }

  /** `.path#/pointer`, both optional. */
  pathAndPointer(): { path: string; pointer: string | undefined } {
    const hash = this.text.indexOf("#", this.at);
    const end = hash < 0 ? this.text.length : hash;
    const dotted = this.text.slice(this.at, end);
    if (dotted !== "" && (dotted.length < 2 || !dotted.startsWith(".")))
      throw new MalformedText(this.text, this.at, "a dot, # or the end");
    if (hash < 0) return { path: dotted.slice(1), pointer: undefined };
    const pointer = this.text.slice(hash + 1);
    const problem = pointerProblem(pointer);
    if (problem) throw new MalformedText(this.text, hash + 1 + problem.at, problem.expected);
    return { path: dotted.slice(1), pointer };
  }

  end(): void {
    if (this.at < this.text.length) throw new MalformedText(this.text, this.at, "the end");
  }
}
