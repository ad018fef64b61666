// The published JSON Schemas of the reports, each from a package that carries it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv, type AnySchemaObject } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formatsPlugin from "ajv-formats";
import { schema as ctrfSchema } from "ctrf";

const require = createRequire(import.meta.url);

// None of the three is written as Ajv's strict mode wants it.
const options = { allErrors: true, strict: false };
const ajv = new Ajv(options);
const ajv2020 = new Ajv2020(options);
formatsPlugin.default(ajv);
formatsPlugin.default(ajv2020);

// HAR 1.2, which no other package has as JSON Schema; a file for each object.
const harSchemas: Record<string, AnySchemaObject> = require("har-schema");
ajv.addMetaSchema(require("ajv/dist/refs/json-schema-draft-06.json"));
ajv.addSchema(Object.values(harSchemas));

// OASIS's schema of SARIF 2.1.0 as the SARIF SDK keeps it, in JSON Schema 2020-12. Only its neighbours can be imported.
const besideSarif = require.resolve("@microsoft/sarif-multitool-ts/schemas/ai-sarif-log.schema.json");
const sarifFile = join(besideSarif, "../../assets/sarif-2.1.0.schema.json");

const validators = {
  ctrf: ajv.compile(ctrfSchema),
  har: ajv.compile({ $ref: "har.json#" }),
  sarif: ajv2020.compile(JSON.parse(readFileSync(sarifFile, "utf8"))),
};

/** Parses a report and says what of it breaks the schema of its format; nothing where nothing does. */
export function misfits(format: keyof typeof validators, json: string): string[] {
  const validate = validators[format];
  validate(JSON.parse(json));
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}
