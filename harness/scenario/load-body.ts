import { looksLikeExpression, type SelectorLanguage } from "../expression/expression.ts";
import { parseTemplate, parseText } from "../expression/template.ts";
import { isJson, isXml, takesMembers } from "../request/payload.ts";
import type { RequestBodyObject } from "./document.ts";
import type { ScenarioReader } from "./reader.ts";
import type { Call, RequestBody } from "./scenario.ts";

/**
 * The request body at a pointer. A payload that is one text is sent as it is, so that a scenario can send what is not JSON.
 * @throws InvalidFile for what could never be sent
 */
export function loadBody(
  source: RequestBodyObject | undefined,
  pointer: string,
  { reader, call }: { reader: ScenarioReader; call: Call },
): RequestBody | undefined {
  if (!source) return undefined;
  const [documented] = call.kind === "operation" ? call.operation.requestContent.keys() : [];
  const contentType = source.contentType ?? documented;
  const at = `${pointer}/payload`;
  const replacements = loadReplacements(source, pointer, { reader, contentType });
  if (source.payload === undefined) return { contentType, payload: undefined, replacements };
  const template = reader.parse(at, () => parseTemplate(source.payload, at, reader));
  if (typeof source.payload === "string" && template.kind !== "expression") {
    const parts = reader.parse(at, () => parseText(String(source.payload), at, reader.expression));
    return { contentType, payload: { kind: "text", parts }, replacements };
  }
  if (contentType !== undefined && !takesMembers(contentType) && typeof source.payload === "object") {
    reader.fail(at, `a payload of members for ${contentType}`, "a text, or a JSON or form content type");
  }
  return { contentType, payload: { kind: "value", template }, replacements };
}

/** The replacements of a body, each with the language its target is written in (Arazzo 1.1.0, Payload Replacement Object). */
function loadReplacements(
  { replacements = [], payload }: RequestBodyObject,
  pointer: string,
  { reader, contentType = "application/json" }: { reader: ScenarioReader; contentType: string | undefined },
): RequestBody["replacements"] {
  const members = typeof payload === "object";
  const text = typeof payload === "string" && !looksLikeExpression(payload);
  if (replacements.length > 0 && payload === undefined) {
    reader.fail(`${pointer}/replacements`, "replacements without a payload", "a payload");
  }
  return replacements.map(({ target, targetSelectorType: type, value }, index) => {
    const place = `${pointer}/replacements/${index}`;
    reader.since11(type, `${place}/targetSelectorType`, "targetSelectorType");
    const language: SelectorLanguage =
      type !== undefined
        ? reader.language(type, `${place}/targetSelectorType`)
        : isXml(contentType)
          ? "xpath"
          : "jsonpointer";
    if (language === "xpath" ? members : text && !isJson(contentType)) {
      const expected = members ? "a JSON Pointer or a JSONPath" : "an XPath into XML, or a payload of members";
      reader.fail(`${place}/target`, `${language} ${target} for this payload of ${contentType}`, expected);
    }
    reader.checkSelector(language, target, `${place}/target`);
    const template = reader.parse(`${place}/value`, () => parseTemplate(value, `${place}/value`, reader));
    return { target, language, value: template };
  });
}
