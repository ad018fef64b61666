import { boundaryFor, boundaryOf, multipartText, type Part } from "../exchange/multipart.ts";
import { encodingOf, type FormSpec, propertySchemas, sentType, usualEncoding } from "./encoding.ts";
import { decoded, encoded, formPairs } from "./percent.ts";
import { type Style, separatorOf } from "./style.ts";
import type { Looked } from "./typed-value.ts";
import { contentText, Unwritable, wellFormed, written } from "./write.ts";

/** What a form is written by: the schemas of its contract, and what that says of the form. */
export interface FormBy {
  schemas: Looked;
  spec: FormSpec;
}

/** One value of a form as text of a media type. */
interface FormValue {
  name: string;
  text: string;
  contentType: string;
  isFile: boolean;
}

/**
 * The members of an object as `application/x-www-form-urlencoded` (OpenAPI 3.1.2, Encoding the x-www-form-urlencoded Media
 * Type): lists as repeated names, objects as JSON, unless an encoding says otherwise. Members that are null are left out.
 * @throws Unwritable
 */
export function formText(form: object, by: FormBy): string {
  const pairs = Object.entries(form).flatMap(([name, value]) => {
    const encoding = encodingOf(by.spec, name);
    if ("style" in encoding) return written(name, value, encoding.style);
    return valuesOf(name, value, { by, contentTypes: encoding.contentTypes }).map((one) =>
      wellFormed(name, () => `${encoded(one.name)}=${encoded(one.text)}`),
    );
  });
  return pairs.join("&");
}

/**
 * The members of an object as `multipart/form-data` (RFC 7578; OpenAPI 3.1.2, Encoding multipart Media Types): lists as
 * several parts of one name, each part with its content type; what is no text has a file name, as its readers expect.
 * @param contentType of the whole body; the boundary it names is used
 * @returns the body, and the content type with its boundary
 * @throws Unwritable
 */
export function multipartForm(form: object, contentType: string, by: FormBy): { text: string; contentType: string } {
  const parts = Object.entries(form).flatMap(([name, value]): Part[] => {
    const encoding = encodingOf(by.spec, name);
    if ("style" in encoding) return styledParts(name, value, encoding.style);
    return valuesOf(name, value, { by, contentTypes: encoding.contentTypes }).map((one) => ({
      name,
      fileName: one.isFile ? name : undefined,
      contentType: one.contentType,
      body: one.text,
    }));
  });
  const given = boundaryOf(contentType);
  if (given !== undefined && parts.some(({ body }) => body.includes(given))) {
    throw new Unwritable(`the boundary ${given} stands in a part of the body`);
  }
  if (parts.some(({ name, body }) => !name.isWellFormed() || !body.isWellFormed())) {
    throw new Unwritable("a part cannot be written: it has half of a surrogate pair, which has no UTF-8");
  }
  const boundary = given ?? boundaryFor(parts);
  const type = given === undefined ? `${contentType}; boundary=${boundary}` : contentType;
  return { text: multipartText(parts, boundary), contentType: type };
}

function valuesOf(
  name: string,
  value: unknown,
  { by: { schemas, spec }, contentTypes }: { by: FormBy; contentTypes: string[] | undefined },
): FormValue[] {
  const { own, item } = propertySchemas(schemas, spec, name);
  const values = Array.isArray(value) ? value : [value];
  return values.flatMap((one, index): FormValue[] => {
    if (one === null) return [];
    if (Array.isArray(one)) throw new Unwritable(`member ${name} holds a list in a list, which a form has no form for`);
    const schema = Array.isArray(value) ? item(index) : own;
    const usual = usualEncoding(schemas, { schema, value: one }, spec);
    const contentType = contentTypes === undefined ? usual.contentType : sentType(contentTypes, usual.contentType);
    if (contentType === undefined) {
      throw new Unwritable(
        `member ${name} has the content type ${contentTypes?.join(", ")}, which names no single one`,
      );
    }
    const text = contentText(`member ${name}`, one, contentType);
    return [{ name, text, contentType, isFile: usual.isFile }];
  });
}

/**
 * A styled property in parts: names and values as in a query, nothing escaped (OpenAPI 3.1.2, appendix C), so that a
 * separator in a value would split it.
 */
function styledParts(name: string, value: unknown, style: Style): Part[] {
  const separator = separatorOf(style);
  return written(name, value, { ...style, allowReserved: false })
    .flatMap(formPairs)
    .map((pair) => {
      const texts = pair.raw.split(separator).map(decoded);
      const mark = decoded(separator);
      if (texts.length > 1 && texts.some((text) => text.includes(mark))) {
        throw new Unwritable(
          `member ${name} cannot be written: a part escapes nothing, and ${mark} stands in one of its items`,
        );
      }
      return { name: pair.name, body: texts.join(mark) };
    });
}
