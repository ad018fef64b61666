import type { ErrorObject } from "ajv/dist/2020.js";

/** The schemas of one contract, compiled where they stand, so that every `$ref` in them works, recursive ones too. */
export interface Schemas {
  /** What is at a pointer, `$ref` not followed; `undefined` when there is nothing. */
  at(pointer: string): unknown;
  /** The pointer of a schema that an error names as its `parentSchema`; `undefined` for `false`, which has no identity. */
  pointerOf(schema: unknown): string | undefined;
  /** How a value breaks the schema at a pointer; empty when it fits. */
  errors(pointer: string, value: unknown): ErrorObject[];
}

/** What the load-time refusals need besides. */
export interface SchemaEngine extends Schemas {
  formats: ReadonlySet<string>;
  /** The deepest way in which what is at a pointer is no schema; `undefined` when it is one. */
  metaError(pointer: string): ErrorObject | undefined;
}
