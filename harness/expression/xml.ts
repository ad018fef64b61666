import { createRequire } from "node:module";
import type * as FontoXPath from "fontoxpath";
import type * as Slimdom from "slimdom";

/** XML that is none, or an XPath that cannot be evaluated on it. */
export class XmlFailure extends Error {
  override name = "XmlFailure";
}

/** The longest XML that is parsed, in characters. */
const maximumXml = 1024 * 1024;

/**
 * What is wrong with an XPath by its grammar (XML Path Language 3.1), or `undefined`. Older versions are read by the same
 * grammar: what differs is XPath 1.0, which would convert a string to a number where 3.1 reports an error.
 */
export function xpathProblem(path: string): string | undefined {
  const { fontoxpath, slimdom } = library();
  try {
    fontoxpath.parseScript(path, { language: fontoxpath.Language.XPATH_3_1_LANGUAGE }, new slimdom.Document());
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Whether an XPath holds for an XML text by its effective boolean value. @throws XmlFailure */
export function xpathHolds(path: string, context: unknown): boolean {
  const { fontoxpath } = library();
  const document = parse(context);
  return guarded(() => fontoxpath.evaluateXPathToBoolean(path, document, null, null, optionsFor(document)));
}

/** What an XPath selects in an XML text, nodes as their text: one value, a list of several, or `undefined`. @throws XmlFailure */
export function xpathSelect(path: string, context: unknown): unknown {
  const found = itemsAt(path, parse(context)).map((item) => (isNode(item) ? textOf(item) : item));
  return found.length > 1 ? found : found[0];
}

/**
 * An XML text with the content of every node at an XPath replaced by a text.
 * @throws XmlFailure when it is not XML, or nothing that can be replaced is there
 */
export function replacedXml(xml: string, path: string, text: string): string {
  const { slimdom } = library();
  const document = parse(xml);
  const nodes = itemsAt(path, document).filter(isNode);
  if (nodes.length === 0) throw new XmlFailure(`${path} leads to no node`);
  for (const node of nodes) {
    if (node.nodeType === slimdom.Node.DOCUMENT_NODE) throw new XmlFailure(`${path} leads to the whole document`);
    if (node.nodeType === slimdom.Node.ATTRIBUTE_NODE) (node as Slimdom.Attr).value = text;
    else node.textContent = text;
  }
  return guarded(() => slimdom.serializeToWellFormedString(document));
}

function itemsAt(path: string, document: Slimdom.Document): unknown[] {
  const { fontoxpath } = library();
  const type = fontoxpath.ReturnType.ALL_RESULTS;
  return guarded(() => fontoxpath.evaluateXPath(path, document, null, null, type, optionsFor(document)));
}

// Prefixes mean in a path what they mean at the root of the document; a path has no declarations of its own.
function optionsFor(document: Slimdom.Document): FontoXPath.Options {
  return { namespaceResolver: (prefix) => document.documentElement?.lookupNamespaceURI(prefix || null) ?? null };
}

function parse(context: unknown): Slimdom.Document {
  if (typeof context !== "string") throw new XmlFailure("the context is no XML text");
  if (context.length > maximumXml)
    throw new XmlFailure(`the text has ${context.length} characters, at most ${maximumXml} are read`);
  return parsedXml(context);
}

/**
 * The document in an XML text. Entities of the document itself are expanded within the parser's limits; nothing outside
 * of it is ever read.
 * @throws XmlFailure when it is none
 */
export function parsedXml(text: string): Slimdom.Document {
  return guarded(() => library().slimdom.parseXmlDocument(text));
}

function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new XmlFailure(reasonOf(error));
  }
}

/** The first sentence of what a library says: the rest draws the place in the text. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const coded = /[A-Z]{4}\d{4}: [^\n]*?(?=\. |\.$|\n|$)/m.exec(message)?.[0];
  return coded ?? message.split("\n", 1)[0] ?? message;
}

function isNode(item: unknown): item is Slimdom.Node {
  return typeof item === "object" && item !== null && "nodeType" in item;
}

function textOf(node: Slimdom.Node): string {
  const { slimdom } = library();
  return (
    (node.nodeType === slimdom.Node.DOCUMENT_NODE ? (node as Slimdom.Document).documentElement : node)?.textContent ??
    ""
  );
}

interface Library {
  fontoxpath: typeof FontoXPath;
  slimdom: typeof Slimdom;
}
let loaded: Library | undefined;

// Loaded when the first XML turns up: most runs have none, and it takes a tenth of a second.
function library(): Library {
  const require = createRequire(import.meta.url);
  loaded ??= { fontoxpath: require("fontoxpath"), slimdom: require("slimdom") };
  return loaded;
}
