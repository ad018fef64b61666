import parseJsonPath from "jsonpath-rfc9535/parser";
import { pointerProblem, pointerTo, valueAt } from "../../spec/json/json-pointer.ts";
import { plainOf } from "../exchange/written-json.ts";
import type { SelectorLanguage } from "./expression.ts";
import { selectedPaths, selectedValues } from "./jsonpath.ts";
import { XmlFailure, xpathHolds, xpathProblem, xpathSelect } from "./xml.ts";

/** The versions of each language that an Expression Type Object may name (Arazzo 1.1.0), the default first. */
export const selectorVersions: Readonly<Record<SelectorLanguage, readonly string[]>> = {
  // What of the draft is not in the standard is refused by the standard's grammar.
  jsonpath: ["rfc9535", "draft-goessner-dispatch-jsonpath-00"],
  xpath: ["xpath-31", "xpath-30", "xpath-20", "xpath-10"],
  jsonpointer: ["rfc6901"],
};

/** What is wrong with a selector by its grammar, or `undefined`. */
export function selectorProblem(language: SelectorLanguage, selector: string): string | undefined {
  switch (language) {
    case "jsonpath":
      try {
        parseJsonPath(selector);
        return undefined;
      } catch (error) {
        return messageOf(error);
      }
    case "xpath":
      return xpathProblem(selector);
    case "jsonpointer":
      return pointerProblem(selector)?.expected;
    default:
      return language satisfies never;
  }
}

/**
 * What a selector finds in a value (Arazzo 1.1.0, Selector Object): of one node its value, of several a list of them.
 * @returns `undefined` where it finds nothing, or the value is of no kind that it could look into
 */
export function select(language: SelectorLanguage, selector: string, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  switch (language) {
    case "jsonpath": {
      // Filters compare plain numbers; what they find is given as it was written.
      const found = jsonPathPointers(selector, value).map((pointer) => valueAt(value, pointer));
      return found.length > 1 ? found : found[0];
    }
    case "xpath":
      try {
        return xpathSelect(selector, value);
      } catch (error) {
        if (error instanceof XmlFailure) return undefined;
        throw error;
      }
    case "jsonpointer":
      return valueAt(value, selector);
    default:
      return language satisfies never;
  }
}

/**
 * Whether a condition finds anything in a value: JSONPath a node, XPath what counts as true.
 * @throws Error when it cannot be evaluated, with the reason as its message
 */
export function finds(language: "jsonpath" | "xpath", condition: string, value: unknown): boolean {
  if (language === "xpath") return xpathHolds(condition, value);
  if (typeof value === "string") throw new Error("the context is a text, in which JSONPath finds nothing");
  try {
    return selectedValues(condition, value).length > 0;
  } catch (error) {
    throw new Error(`invalid JSONPath ${condition}: ${messageOf(error)}`);
  }
}

/** JSON Pointers to all that a JSONPath selects in a value. */
export function jsonPathPointers(path: string, value: unknown): string[] {
  return selectedPaths(path, plainOf(value)).map((normalized) => {
    const segments = normalized.matchAll(/\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/g);
    return [...segments].reduce((pointer, [, index, name = ""]) => pointerTo(pointer, index ?? unescaped(name)), "");
  });
}

// A name in a normalized path (RFC 9535, section 2.7) is escaped as in JSON, but for its quotes.
function unescaped(name: string): string {
  return JSON.parse(`"${name.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
