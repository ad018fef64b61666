import { InvalidFile, pointerTo, type SourceFile } from "../../spec/source-file.ts";
import { CannotGenerate, generate, unknownFaker } from "../schema/generate.ts";
import { inputSchemas, mergeSchemas } from "../schema/merged-schema.ts";
import { validatorOf } from "../schema/schema-validator.ts";
import { fakerNames } from "../schema/synthetic-text.ts";
import type { Workflow } from "./scenario.ts";

// Workflow after workflow declares the same inputs; each set of schemas is tried once.
const usable = new Set<string>();

/**
 * Checks that every input a workflow declares can be made, inside its own limits and the contract's.
 * @throws InvalidFile at the first input that cannot, whose default is not allowed, or whose schema is none
 */
export function checkInputs(workflow: Workflow, file: SourceFile): void {
  for (const [name, schemas] of inputSchemas(workflow)) {
    const key = JSON.stringify(schemas);
    if (usable.has(key)) continue;
    const pointer = pointerTo(`${workflow.pointer}/inputs/properties`, name);
    const fail = (found: string, expected: string): never => {
      throw new InvalidFile(file.path, file.locate(pointer), { found: `input ${name}: ${found}`, expected });
    };
    const stranger = unknownFaker(schemas);
    if (stranger !== undefined) fail(`x-faker ${stranger}`, `one of ${fakerNames.join(", ")}`);
    try {
      const [preset] = mergeSchemas(schemas).all("default");
      if (preset === undefined) generate(schemas, 1);
      else if (!validatorOf(schemas)(preset)) fail(`default ${JSON.stringify(preset)}`, "one that its schema allows");
    } catch (error) {
      if (error instanceof CannotGenerate) fail(error.message, "limits that leave something, or a default");
      if (error instanceof InvalidFile) throw error;
      fail(error instanceof Error ? error.message : String(error), "a JSON Schema (draft 2020-12)");
    }
    usable.add(key);
  }
}
