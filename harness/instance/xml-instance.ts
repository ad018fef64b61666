import type { Attr, Document, Element } from "slimdom";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import { parsedXml, XmlFailure } from "../expression/xml.ts";
import type { Schemas } from "../schema/schemas.ts";
import type { Instance, Misnomer } from "./instance.ts";
import { setMember } from "./member.ts";
import { scalarOf } from "./scalar.ts";
import { type Shape, shapeOf, type XmlName } from "./shape.ts";

const xsi = "http://www.w3.org/2001/XMLSchema-instance";
/** Namespaces whose attributes say something about the XML and nothing about the value. */
const notations = new Set([xsi, "http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace"]);

/** How deeply elements may stand in each other; the same as for JSON. */
const maximumDepth = 200;

/**
 * An XML text as an instance (OpenAPI 3.1, XML Object). Names are those of the properties unless an XML Object gives
 * another one; prefixes do not count, namespaces do where one is given. The root may have any name unless one is given.
 * An attribute that no schema names becomes the member `@name`, an element that only looks like a member `<name>`.
 * @param schema `undefined` where only its being XML is asked for
 * @returns `undefined` for one that is nested too deeply to be looked into
 */
export function readXml(schemas: Schemas, schema: string | undefined, text: string): Instance | undefined {
  let document: Document;
  try {
    document = parsedXml(text);
  } catch (error) {
    if (!(error instanceof XmlFailure)) throw error;
    // What the parser says quotes the text.
    return { problem: "text that is not well-formed XML", expected: "XML" };
  }
  const root = document.documentElement;
  if (!root || depthOf(root) > maximumDepth) return undefined;
  return schema === undefined ? { value: undefined } : new XmlReader(schemas).read(root, schema);
}

/** The schemas of a value, and where it stands. */
interface Spot {
  pointers: readonly string[];
  where: string;
}

class XmlReader {
  readonly #schemas: Schemas;
  readonly #misnomers: Misnomer[] = [];

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  read(root: Element, schema: string): Instance {
    const pointers = [schema];
    // The root of a list stands for the list, as a wrapping element does.
    this.#expectName(root, this.#shapeOf(pointers), "");
    return { value: this.#valueOf(root, { pointers, where: "" }), misnomers: this.#misnomers };
  }

  #valueOf(element: Element, at: Spot): unknown {
    const { pointers, where } = at;
    if (element.getAttributeNS(xsi, "nil") === "true") return null;
    const { types, items } = this.#shapeOf(pointers);
    const isStructured = element.children.length > 0 || attributesOf(element).length > 0;
    if (types.has("array") && !(types.has("object") && isStructured)) {
      return this.#items(element.children, { pointers: items, where });
    }
    const text = element.textContent ?? "";
    const isEmptyObject = text.trim() === "" && types.has("object") && !types.has("string");
    return isStructured || isEmptyObject ? this.#members(element, at) : scalarOf(this.#schemas, pointers, text);
  }

  #items(elements: readonly Element[], { pointers, where }: Spot): unknown[] {
    const shape = this.#shapeOf(pointers);
    return elements.map((element, index) => {
      const at = `${where}/${index}`;
      this.#expectName(element, shape, at);
      return this.#valueOf(element, { pointers, where: at });
    });
  }

  #members(element: Element, { pointers, where }: Spot): JsonObject {
    const value: JsonObject = {};
    const taken = new Set<Element | Attr>();
    const { members, others, required } = this.#shapeOf(pointers);
    for (const [name, inner] of members) {
      const at = { pointers: inner, where: pointerTo(where, name) };
      const found = this.#member(element, { name, at, isRequired: required.has(name) });
      if (!found) continue;
      for (const node of found.nodes) taken.add(node);
      setMember(value, name, found.value);
    }
    for (const attribute of attributesOf(element)) {
      if (!taken.has(attribute)) {
        setMember(value, `@${attribute.localName}`, scalarOf(this.#schemas, others, attribute.value));
      }
    }
    const rest = element.children.filter((child) => !taken.has(child));
    for (const [name, elements] of Map.groupBy(rest, ({ localName }) => localName)) {
      // Of the name of a member, and not that member: of another namespace, or where an attribute is meant.
      const free = members.has(name) ? `<${name}>` : name;
      setMember(value, free, this.#oneOrAll(elements, { pointers: others, where: pointerTo(where, free) }));
    }
    return value;
  }

  /** The value of a member that has a name, and the nodes it was read from; `undefined` where it is absent. */
  #member(
    element: Element,
    { name, at, isRequired }: { name: string; at: Spot; isRequired: boolean },
  ): { nodes: readonly (Element | Attr)[]; value: unknown } | undefined {
    const { pointers, where } = at;
    const shape = this.#shapeOf(pointers);
    if (shape.xml?.isAttribute) {
      const attribute = attributesOf(element).find((one) => isNamed(one, shape, name));
      return attribute && { nodes: [attribute], value: scalarOf(this.#schemas, pointers, attribute.value) };
    }
    const isBare = shape.types.has("array") && !shape.xml?.isWrapped;
    // Without a wrapping element it is the items that have a name; the list's own is ignored.
    const naming = isBare ? this.#shapeOf(shape.items) : shape;
    const nodes = element.children.filter((child) => isNamed(child, naming, name));
    if (isBare) {
      // Nothing tells a list without items from one that is absent.
      if (nodes.length === 0) return isRequired ? { nodes, value: [] } : undefined;
      return { nodes, value: this.#items(nodes, { pointers: shape.items, where }) };
    }
    return nodes.length === 0 ? undefined : { nodes, value: this.#oneOrAll(nodes, at) };
  }

  /** What is there several times and is no list is wrong, and is told as the list that came. */
  #oneOrAll(elements: readonly Element[], at: Spot): unknown {
    const values = elements.map((element) => this.#valueOf(element, at));
    return values.length > 1 ? values : values[0];
  }

  #expectName(element: Element, { xml }: Shape, where: string): void {
    const [name] = xml?.names ?? [];
    if (!xml || !name || xml.names.some((one) => hasName(element, one))) return;
    const actual = { name: element.localName, namespace: element.namespaceURI ?? undefined };
    const { pointer } = xml;
    this.#misnomers.push({
      where,
      expected: written(name),
      actual: written(actual),
      pointer,
    });
  }

  #shapeOf(pointers: readonly string[]): Shape {
    return shapeOf(this.#schemas, pointers);
  }
}

/** The attributes that say something about the value. */
function attributesOf(element: Element): Attr[] {
  return element.attributes.filter(({ namespaceURI }) => !notations.has(namespaceURI ?? ""));
}

/** Whether a node has one of the names of a shape, or that of the property where the shape gives none. */
function isNamed(node: Element | Attr, { xml }: Shape, property: string): boolean {
  const names = xml && xml.names.length > 0 ? xml.names : [{ name: property, namespace: undefined }];
  return names.some(({ name = property, namespace }) => hasName(node, { name, namespace }));
}

function hasName(node: Element | Attr, { name, namespace }: XmlName): boolean {
  const isNamedSo = name === undefined || node.localName === localPart(name);
  return isNamedSo && (namespace === undefined || node.namespaceURI === namespace);
}

/** A name may be written with its prefix in a contract; the prefix does not count. */
function localPart(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function written({ name, namespace }: XmlName): string {
  const element = name === undefined ? "an element" : `an element ${localPart(name)}`;
  return namespace === undefined ? element : `${element} of ${namespace}`;
}

/** How deeply elements stand in each other; a walk, so that no depth is too much for it. */
function depthOf(root: Element): number {
  let deepest = 0;
  const waiting: [element: Element, depth: number][] = [[root, 1]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [element, depth] = next;
    deepest = Math.max(deepest, depth);
    for (const child of element.children) waiting.push([child, depth + 1]);
  }
  return deepest;
}
