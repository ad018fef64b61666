import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { readJson } from "../exchange/json-text.ts";
import type { Schemas } from "../schema/schemas.ts";
import type { Instance } from "./instance.ts";
import { setMember } from "./member.ts";
import { scalarOf } from "./scalar.ts";
import { shapeOf } from "./shape.ts";

/**
 * A form as an instance: an object of its names. Encoding Objects hold for requests only (OpenAPI 3.1, Media Type Object),
 * so an answer is written in their defaults: a list as its name once for each item, an object as its JSON or as
 * `name[member]`.
 */
export function readForm(schemas: Schemas, schema: string, text: string): Instance {
  const sent = new URLSearchParams(text);
  const { members, others } = shapeOf(schemas, [schema]);
  const value: JsonObject = {};
  for (const name of new Set(sent.keys())) {
    const texts = sent.getAll(name);
    const [holder = "", member = ""] = /^([^[]+)\[([^\]]+)\]$/.exec(name)?.slice(1) ?? [];
    const inner = members.has(name) ? undefined : members.get(holder);
    if (inner && shapeOf(schemas, inner).types.has("object")) {
      const held = isObject(value[holder]) ? value[holder] : {};
      const shape = shapeOf(schemas, inner);
      setMember(held, member, memberOf(schemas, shape.members.get(member) ?? shape.others, texts));
      setMember(value, holder, held);
    } else {
      setMember(value, name, memberOf(schemas, members.get(name) ?? others, texts));
    }
  }
  return { value };
}

function memberOf(schemas: Schemas, pointers: readonly string[], texts: readonly string[]): unknown {
  const { types, items } = shapeOf(schemas, pointers);
  if (types.has("array")) return texts.map((text) => scalarOf(schemas, items, text));
  const [text = "", ...more] = texts;
  // What is given several times and is no list is wrong, and is told as the list that came.
  if (more.length > 0) return texts;
  const json = types.has("object") ? readJson(Buffer.from(text)) : undefined;
  return json && "value" in json && isObject(json.value) ? json.value : scalarOf(schemas, pointers, text);
}
