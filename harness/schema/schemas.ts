import type { ErrorObject } from "ajv/dist/2020.js";

/** Which way a value goes: a schema may ask for members in one direction only. */
export type Direction = "request" | "response";

/** The schemas of one contract as they are written. */
export interface SchemaTree {
  /** What is at a pointer, `$ref` not followed and without the keywords that are not judged; `undefined` when there is nothing. */
  at(pointer: string): unknown;
}

/** The schemas of one contract, so that every `$ref` in them works, recursive ones too. */
export interface Schemas extends SchemaTree {
  /** The pointer of a schema that an error names as its `parentSchema`; `undefined` for `false`, which has no identity. */
  pointerOf(schema: unknown): string | undefined;
  /** How a value breaks the schema at a pointer; empty when it fits. A schema is compiled when it is first asked. */
  errors(pointer: string, value: unknown): ErrorObject[];
  /** Whether something at a pointer is not judged that tells which members a value may have. */
  isOpen(pointer: string): boolean;
  /** The schemas as they hold in a direction; those of answers unless they were asked for. */
  in(direction: Direction): Schemas;
}
