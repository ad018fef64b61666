// The published shapes of the reports, as far as ours use them: what they must have, and that they have nothing else.
// CTRF 0.1.0: ctrf-io/ctrf schema/ctrf.schema.json. SARIF 2.1.0: oasis-tcs/sarif-spec sarif-schema-2.1.0.json. HAR 1.2:
// http://www.softwareishard.com/blog/har-12-spec.
import { Ajv2020 } from "ajv/dist/2020.js";
import formatsPlugin from "ajv-formats";

type Shape = Record<string, unknown>;

const text: Shape = { type: "string" };
const filled: Shape = { type: "string", minLength: 1 };
const count: Shape = { type: "integer", minimum: 0 };
const number: Shape = { type: "number" };
const bag: Shape = { type: "object" };
const time: Shape = { type: "string", format: "date-time" };
const oneOf = (...values: string[]): Shape => ({ enum: values });
const listOf = (items: Shape, more: Shape = {}): Shape => ({ type: "array", items, ...more });

/** An object with members that must be there, others that may be, and no more. */
function only(required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape {
  const properties = { ...required, ...optional };
  return { type: "object", properties, required: Object.keys(required), additionalProperties: false };
}

const status = oneOf("passed", "failed", "skipped", "pending", "other");
const ctrfTest = only(
  { name: filled, status, duration: { type: "integer" } },
  {
    rawStatus: text,
    suite: listOf(text, { minItems: 1 }),
    filePath: text,
    line: { type: "integer" },
    message: text,
    trace: text,
    tags: listOf(text),
    steps: listOf(only({ name: text, status }, { extra: bag })),
    extra: bag,
  },
);
const counts = { tests: count, passed: count, failed: count, skipped: count, pending: count, other: count };

export const ctrfShape = only(
  {
    reportFormat: { const: "CTRF" },
    specVersion: { type: "string", pattern: "^[0-9]+\\.[0-9]+\\.[0-9]+$" },
    results: only(
      {
        tool: only({ name: filled }, { version: text }),
        summary: only({ ...counts, start: count, stop: count }, { suites: count, duration: count, extra: bag }),
        tests: listOf(ctrfTest),
      },
      { environment: only({}, { testEnvironment: text, extra: bag }) },
    ),
  },
  { timestamp: time, generatedBy: text },
);

const message = only({ text });
const location = only(
  {
    physicalLocation: only({
      artifactLocation: only({ uri: { type: "string", format: "uri-reference" } }, { uriBaseId: text }),
      region: only({ startLine: { type: "integer", minimum: 1 }, startColumn: { type: "integer", minimum: 1 } }),
    }),
  },
  { id: count, message },
);
const level = oneOf("none", "note", "warning", "error");

export const sarifShape = only(
  {
    version: { const: "2.1.0" },
    runs: listOf(
      only(
        {
          tool: only({
            driver: only(
              { name: text },
              { version: text, rules: listOf(only({ id: text }, { name: text, shortDescription: message })) },
            ),
          }),
        },
        {
          columnKind: oneOf("utf16CodeUnits", "unicodeCodePoints"),
          invocations: listOf(
            only(
              { executionSuccessful: { type: "boolean" } },
              {
                startTimeUtc: time,
                endTimeUtc: time,
                toolExecutionNotifications: listOf(only({ message }, { level, locations: listOf(location) })),
              },
            ),
          ),
          results: listOf(
            only(
              { message },
              {
                ruleId: text,
                ruleIndex: count,
                level,
                locations: listOf(location),
                relatedLocations: listOf(location, { uniqueItems: true }),
                partialFingerprints: { type: "object", additionalProperties: text },
                properties: { type: "object", properties: { tags: listOf(text, { uniqueItems: true }) } },
              },
            ),
          ),
          properties: bag,
        },
      ),
    ),
  },
  { $schema: { type: "string", format: "uri" } },
);

const pairs = listOf(only({ name: text, value: text }));
const sizes = { headersSize: number, bodySize: number };

export const harShape = only({
  log: only(
    {
      version: { const: "1.2" },
      creator: only({ name: text, version: text }),
      entries: listOf(
        only(
          {
            startedDateTime: time,
            time: number,
            request: only(
              {
                method: text,
                url: text,
                httpVersion: text,
                cookies: pairs,
                headers: pairs,
                queryString: pairs,
                ...sizes,
              },
              { postData: only({ mimeType: text }, { text, comment: text }) },
            ),
            response: only({
              status: number,
              statusText: text,
              httpVersion: text,
              cookies: pairs,
              headers: pairs,
              content: only({ size: number, mimeType: text }, { text, comment: text }),
              redirectURL: text,
              ...sizes,
            }),
            cache: only({}),
            timings: only({ send: number, wait: number, receive: number }),
          },
          { pageref: text, _step: bag },
        ),
      ),
    },
    { pages: listOf(only({ startedDateTime: time, id: text, title: text, pageTimings: bag })), comment: text },
  ),
});

const ajv = new Ajv2020({ allErrors: true, strict: false });
formatsPlugin.default(ajv);

/** Parses a report and says what of it is not of its shape; nothing where all is. */
export function misfits(shape: Shape, json: string): string[] {
  const validate = ajv.compile(shape);
  validate(JSON.parse(json));
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}
