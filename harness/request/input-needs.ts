import { declaredInputs } from "../scenario/declared-inputs.ts";
import { inputSchemas, madeOf } from "../scenario/input-schema.ts";
import { type Scenario, type Workflow, withReferred } from "../scenario/scenario.ts";
import { mergeSchemas } from "../synthetic/merged-schema.ts";
import { credentialInputs } from "./credential-input.ts";
import { namesRead } from "./workflow-inputs.ts";

/**
 * What becomes of an input that nobody gives, before it is known what is run against: the workflow does without (`given`:
 * it has to be), it is a credential and only made up for this machine, it has a default, or it is made up.
 */
export type InputNeed = { name: string } & ({ is: "given" | "credential" | "made" } | { is: "preset"; value: unknown });

/** The inputs of a workflow, in the order they are declared, then those it reads without declaring them. */
export function inputNeeds({ scenario, workflow }: { scenario: Scenario; workflow: Workflow }): InputNeed[] {
  const sources = withReferred([scenario]).flatMap((other) => [...other.sources.keys()]);
  const elsewhere = Object.fromEntries(sources.map((name) => [name, "https://elsewhere.invalid"]));
  const credentials = credentialInputs({ scenario, workflow }, { name: "elsewhere", servers: elsewhere });
  const declared = [...inputSchemas(workflow)].map(([name, schemas]): InputNeed => {
    const [value] = mergeSchemas(schemas).all("default");
    if (value !== undefined) return { name, is: "preset", value };
    if (credentials.has(name)) return { name, is: "credential" };
    return { name, is: madeOf(schemas, 1) === undefined ? "given" : "made" };
  });
  const known = declaredInputs(workflow);
  // Of a dotted name the first part is what would be given.
  const read = new Set(namesRead(workflow).map((path) => path.split(".")[0] ?? path));
  const undeclared = [...read].filter((name) => ![...known.keys()].some((other) => other.split(".")[0] === name));
  return [...declared, ...undeclared.map((name): InputNeed => ({ name, is: "given" }))];
}
