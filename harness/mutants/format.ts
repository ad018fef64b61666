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

/** Texts of each format that look as if they were not: what a reader of its own invention refuses. */
const strangeTexts: Record<string, string[]> = {
  // RFC 3339, sections 5.6 to 5.8.
  "date-time": [
    "2024-02-29T23:59:59.123456789Z",
    "1996-12-19T16:39:57-08:00",
    "2026-01-02T03:04:05-00:00",
    "2026-01-02t03:04:05z",
    "2016-12-31T23:59:60Z",
    "1990-12-31T15:59:60-08:00",
  ],
  date: ["2024-02-29", "0001-01-01"],
  time: ["00:00:00Z", "23:59:59.999999+14:00"],
  duration: ["P4W", "PT0S", "P1Y2M3DT4H5M6S"],
  email: ["a+b.c@sub.example.org", "x@example.org"],
  hostname: ["a", "xn--nxasmq6b.example", "1.example"],
  ipv4: ["0.0.0.0", "255.255.255.255"],
  ipv6: ["::", "::ffff:192.0.2.1", "2001:DB8::1"],
  uri: ["urn:isbn:0451450523", "https://[2001:db8::1]:8080/a%20b?c=d/e#f"],
  "uri-reference": ["", "../a?b", "#c"],
  uuid: ["00000000-0000-0000-0000-000000000000", "2F1C0B6E-8F0E-4F5B-9D1D-0D9F3A1B2C3D"],
  "json-pointer": ["", "/a~1b/~0", "/"],
};

/** Numbers at the ends of each format's range that every reader keeps exactly. */
const farNumbers: Record<string, string[]> = {
  int32: ["2147483647", "-2147483648"],
  int64: ["9007199254740991", "-9007199254740991"],
};

/** JSON texts of values that are of a format, at its edges; none for a format that is not known here. */
export function goodTexts(format: string, type: "string" | "number"): string[] {
  if (type === "number") return Object.hasOwn(farNumbers, format) ? (farNumbers[format] ?? []) : [];
  const texts = Object.hasOwn(strangeTexts, format) ? (strangeTexts[format] ?? []) : [];
  return texts.map((text) => JSON.stringify(text));
}
