/** A name in a body that is another one than its schema gives it. */
export interface Misnomer {
  /** JSON Pointer into the instance. */
  where: string;
  expected: string;
  actual: string;
  /** JSON Pointer into the contract, to the XML Object. */
  pointer: string;
}

/**
 * What a body is to a schema: the instance that is held against it (JSON Schema 2020-12, Core, section 4.2.1), or why there
 * is none.
 * - `value`: with JavaScript's numbers, as schemas are held against; `written`: with those that came, where they may differ
 * - `open`: JSON Pointers to parts whose form no specification tells: they are not judged
 * - `garbled`: the bytes could not even be read as text
 * - `isLimit`: it is more than is read here
 */
export type Instance =
  | { value: unknown; written?: unknown; misnomers?: readonly Misnomer[]; open?: readonly string[] }
  | { problem: string; expected: string; garbled?: true; isLimit?: true };
