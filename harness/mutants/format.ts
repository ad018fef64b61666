/** Texts that look like each format and are not of it (JSON Schema 2020-12, Validation, section 7.3). */
const nearMisses: Record<string, string> = {
  "date-time": "2026-02-30T10:00:00Z",
  date: "2026-02-30",
  time: "25:00:00Z",
  duration: "P1",
  email: "nobody.example.org",
  "idn-email": "nobody.example.org",
  hostname: "-bad-.example.org",
  "idn-hostname": "-bad-.example.org",
  ipv4: "256.1.1.1",
  ipv6: "1:2:3",
  uri: "no uri",
  "uri-reference": "\\\\no uri",
  "uri-template": "{",
  iri: "no iri",
  url: "no url",
  uuid: "2f1c0b6e-8f0e-4f5b-9d1d-0d9f3a1b2c3",
  "json-pointer": "no/pointer",
  "json-pointer-uri-fragment": "/no",
  "relative-json-pointer": "/no",
  regex: "(",
  "http-date": "Fri, 30 Feb 2026 10:00:00 GMT",
  byte: "not base64!",
  "iso-time": "25:00:00",
  "iso-date-time": "2026-02-30T10:00:00",
};

/** Numbers out of range of each format (OpenAPI Format Registry). */
const outOfRange: Record<string, number> = { int32: 2 ** 31, int64: 2 ** 64 };

/** Formats that say how a value is used and not what it may be. */
export const openFormats: readonly string[] = ["password", "binary", "float", "double"];

/** A value that is not of a format; `undefined` for a format that forbids nothing of that type. */
export function breakFormat(format: string, value: unknown): unknown {
  if (typeof value === "string") return Object.hasOwn(nearMisses, format) ? nearMisses[format] : undefined;
  if (typeof value === "number") return Object.hasOwn(outOfRange, format) ? outOfRange[format] : undefined;
  return undefined;
}
