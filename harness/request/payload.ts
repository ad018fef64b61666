import type { Contract, Operation } from "../../spec/contract.ts";
import { ownMember, pointerSegments, valueAt } from "../../spec/json/json-pointer.ts";
import { isContainer, isObject } from "../../spec/json/json-value.ts";
import { otherNotation } from "../../spec/json/other-notation.ts";
import { isFormType, isJsonType } from "../../spec/media-type.ts";
import { formSpecOf } from "../codec/encoding.ts";
import { formText, multipartForm } from "../codec/write-form.ts";
import { isMultipartForm } from "../exchange/multipart.ts";
import { copyOf, forgetText, parseWritten, writtenJson } from "../exchange/written-json.ts";
import type { Scope } from "../expression/scope.ts";
import { jsonPathPointers } from "../expression/selector.ts";
import { asText, render, renderText } from "../expression/template.ts";
import { replacedXml, XmlFailure } from "../expression/xml.ts";
import type { RequestBody } from "../scenario/scenario.ts";

/** A request that a scenario describes and that cannot be built from the values it got. */
export class Unbuildable extends Error {
  override name = "Unbuildable";
}

/** A body as it is sent; `contentType` with the boundary of its parts, where it has parts. */
export interface BuiltBody {
  text: string;
  contentType: string | undefined;
}

/**
 * The body of a request as it is sent: the payload with its replacements, in the form its content type asks for. The
 * members of a form are written as the contract says.
 * @returns `undefined` where there is no payload
 * @throws Unresolved when a value it needs does not exist, Unbuildable or Unwritable when a value does not fit its place
 */
export function builtBody(
  body: RequestBody,
  scope: Scope,
  { contract, operation }: { contract: Contract; operation: Operation },
): BuiltBody | undefined {
  const { payload: source, replacements, contentType } = body;
  if (!source) return undefined;
  const type = contentType ?? "application/json";
  const isText = source.kind === "text";
  let payload = isText ? renderText(source.parts, scope) : copyOf(render(source.template, scope));
  // A text is sent as it is; only members of it that are replaced make it be read and written anew.
  const isRead = isText && replacements.some(({ language }) => language !== "xpath");
  if (isRead) payload = parsedText(String(payload));
  for (const replacement of replacements) payload = replaced(payload, replacement, render(replacement.value, scope));
  if (isText && !isRead) return { text: String(payload), contentType };
  if (isRead || isJsonType(type)) return { text: writtenJson(payload), contentType };
  if (isObject(payload) && (isFormType(type) || isMultipartForm(type))) {
    const schemas = { at: (pointer: string) => valueAt(contract.document, pointer) };
    const by = { schemas, spec: formSpecOf(contract, operation, type) };
    return isFormType(type) ? { text: formText(payload, by), contentType } : multipartForm(payload, type, by);
  }
  if (isContainer(payload)) throw new Unbuildable(`the payload has members, ${type} cannot`);
  return { text: asText(payload), contentType };
}

function parsedText(text: string): unknown {
  try {
    return parseWritten(text);
  } catch {
    const hint = otherNotation(text);
    const cause = "the payload is not JSON, so nothing in it can be replaced";
    throw new Unbuildable(hint === undefined ? cause : `${cause}; ${hint}`);
  }
}

function replaced(payload: unknown, at: RequestBody["replacements"][number], value: unknown): unknown {
  const { target, language } = at;
  switch (language) {
    case "jsonpointer":
      return replacedAt(payload, target, value);
    case "jsonpath": {
      const pointers = jsonPathPointers(target, payload);
      if (pointers.length === 0) throw new Unbuildable(`replacement target ${target} leads nowhere in the payload`);
      return pointers.reduce((changed, pointer) => replacedAt(changed, pointer, value), payload);
    }
    case "xpath":
      if (typeof payload !== "string") throw new Unbuildable(`replacement target ${target} needs a payload of XML`);
      try {
        return replacedXml(payload, target, asText(value));
      } catch (error) {
        if (!(error instanceof XmlFailure)) throw error;
        throw new Unbuildable(`replacement target ${target} could not be replaced: ${error.message}`);
      }
    default:
      return language satisfies never;
  }
}

/** Sets the value at a JSON Pointer; its parent must exist. `-` appends to a list (RFC 6901, section 4). */
function replacedAt(payload: unknown, target: string, value: unknown): unknown {
  const segments = pointerSegments(target);
  const last = segments.pop();
  if (last === undefined) return value;
  forgetText(payload);
  const parent = segments.reduce<unknown>((holder, name) => {
    const child = ownMember(holder, name);
    forgetText(child);
    return child;
  }, payload);
  if (Array.isArray(parent) && (last === "-" || /^\d+$/.test(last))) {
    parent[last === "-" ? parent.length : Number(last)] = value;
  } else if (isObject(parent)) {
    Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  } else {
    throw new Unbuildable(`replacement target ${target} leads nowhere in the payload`);
  }
  return payload;
}
