// Whether what a test hands to the package is what it takes. Types say it already to whoever compiles; a plain JavaScript
// test, or one that casts, would be green over a misspelt name otherwise.

import { types } from "node:util";
import { type AnySchemaObject, shapeProblem } from "../spec/check-shape.ts";
import { pointerSegments } from "../spec/json/json-pointer.ts";
import { isObject } from "../spec/json/json-value.ts";
import { showValue } from "../spec/schema-error.ts";
import { maskText } from "../spec/scrub.ts";
import { UsageError } from "../spec/usage-error.ts";
import config from "./config.schema.json" with { type: "json" };

// The members are those of the configuration file; a secret is the text itself here.
const $defs = { ...config.$defs, secret: config.$defs.name };
const { paths, journal, cors, memory } = config.properties;
/** PEM texts, or whether a certificate is made. */
const tls = {
  type: ["boolean", "object"],
  additionalProperties: false,
  required: ["cert", "key"],
  properties: { cert: { type: "string" }, key: { type: "string" } },
};
const port = { type: "integer", minimum: 0, maximum: 65_535 };

const beginning = {
  rules: { $ref: "#/$defs/rules" },
  clock: { $ref: "#/$defs/clock" },
  seed: { $ref: "#/$defs/seed" },
  credentials: { $ref: "#/$defs/credentials" },
};
const app = {
  ...beginning,
  paths,
  cors,
  magic: { $ref: "#/$defs/magic" },
  memory,
  journalCapacity: journal.properties.capacity,
};
const query = {
  kind: { enum: ["exchange", "notice"] },
  operation: { type: "string" },
  rule: { type: "string" },
  status: { type: "integer", minimum: 100, maximum: 599 },
  text: { type: "string" },
  since: { type: "integer", minimum: 0 },
};

const schemas = {
  startSandbox: closed({ ...app, port, controlPort: port, tls }),
  createApp: closed(app),
  sandboxOptions: closed(beginning),
  sandboxPaths: paths,
  "profile.choose": { $defs, $ref: "#/$defs/rules" },
  seed: { $defs, $ref: "#/$defs/seed" },
  "journal.entries": closed({ ...query, limit: { type: "integer", minimum: 0 } }),
  "journal.count": closed(query),
} satisfies Record<string, AnySchemaObject>;

function closed(properties: object): AnySchemaObject {
  return { $defs, type: "object", additionalProperties: false, properties };
}

/**
 * Checks options at every level, names and types.
 * @param name of the function or fixture that takes them
 * @throws UsageError for the first that does not fit: `startSandbox: found 1 at clok, expected no such member; did you mean
 *   clock?`
 */
export function checkOptions(name: keyof typeof schemas, value: unknown): void {
  const problem = shapeProblem(withoutDates(value), schemas[name], showUnlessSecret);
  if (!problem) return;
  const place = pointerSegments(problem.pointer).join(".") || "its options";
  throw new UsageError(`${name}: found ${problem.actual} at ${place}, expected ${problem.expected}`);
}

/** JSON has no dates: where a clock begins may be one. */
function withoutDates(value: unknown): unknown {
  if (!isObject(value) || !isObject(value.clock) || !types.isDate(value.clock.at)) return value;
  return { ...value, clock: { ...value.clock, at: "" } };
}

/** Nothing below `credentials` is shown: what is misplaced there may be a secret all the same. */
export function showUnlessSecret(value: unknown, pointer: string): string {
  const isHidden = pointerSegments(pointer).includes("credentials") && value !== null && value !== "";
  return isHidden ? maskText : showValue(value);
}
