import { MIMEType } from "node:util";

// Media types (RFC 9110, section 8.3.1; RFC 6838, section 4.2.8, for what stands behind a plus sign).

/** The media type that a text names; `undefined` for no text and for one that names none. */
export function mediaTypeOf(text: string | undefined): MIMEType | undefined {
  try {
    return text === undefined ? undefined : new MIMEType(text);
  } catch {
    return undefined;
  }
}

/** Whether what is sent as a media type is JSON: `application/json`, `application/problem+json`. */
export function isJsonType(type: MIMEType | string | undefined): boolean {
  return hasSyntax(type, "json");
}

/** Whether what is sent as a media type is XML. */
export function isXmlType(type: MIMEType | string | undefined): boolean {
  return hasSyntax(type, "xml");
}

/** Whether it is a form of names and values (WHATWG URL, section 5). */
export function isFormType(type: MIMEType | string | undefined): boolean {
  return parsed(type)?.essence === "application/x-www-form-urlencoded";
}

/** Whether it is text, or a form, which is text as well: what is empty is a value of it. Neither JSON nor XML. */
export function isPlainText(type: MIMEType | undefined): boolean {
  return type !== undefined && (type.type === "text" || isFormType(type)) && !isJsonType(type) && !isXmlType(type);
}

/**
 * How closely a documented media type, which may be a range such as `text/*`, fits one that was sent
 * (RFC 9110, section 12.5.1).
 * @returns 0 and more, the closer the greater; -1 where it does not fit
 */
export function closeness(documented: MIMEType, sent: MIMEType): number {
  if (documented.essence === "*/*") return 0;
  if (documented.type !== sent.type) return -1;
  if (documented.subtype === "*") return 1;
  if (documented.subtype !== sent.subtype) return -1;
  // What is documented must be there; what was sent besides, such as a charset, is the sender's own affair. JSON has no
  // charset: one that is documented says nothing (RFC 8259, section 11).
  const wanted = [...documented.params].filter(([name]) => name !== "charset" || !isJsonType(documented));
  for (const [name, value] of wanted) {
    if (sent.params.get(name)?.toLowerCase() !== value.toLowerCase()) return -1;
  }
  return 2 + wanted.length;
}

function hasSyntax(type: MIMEType | string | undefined, syntax: string): boolean {
  const subtype = parsed(type)?.subtype;
  return subtype === syntax || subtype?.endsWith(`+${syntax}`) === true;
}

function parsed(type: MIMEType | string | undefined): MIMEType | undefined {
  return typeof type === "string" ? mediaTypeOf(type) : type;
}
