import { Ajv2020, type Options } from "ajv/dist/2020.js";
import { isMultipleOf } from "./decimal.ts";
import { formats } from "./formats.ts";
import { patternOf } from "./pattern.ts";

const regExp = Object.assign(
  (text: string) => {
    const pattern = patternOf(text);
    if (!pattern) throw new Error(`${text} is no regular expression`);
    return pattern;
  },
  { code: "patternOf" },
);

/** An Ajv that reads keywords and formats as this project does, with whatever else it is to do. */
export function dialect({ code, ...options }: Options): Ajv2020 {
  // Compiling takes longer than all the validating that is done with the result.
  const ajv = new Ajv2020({ ...options, code: { optimize: false, ...code, regExp } });
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
  ajv.removeKeyword("multipleOf");
  const multipleOf = { keyword: "multipleOf", type: "number", schemaType: "number" } as const;
  ajv.addKeyword({
    ...multipleOf,
    validate: (step: number, value: number) => isMultipleOf(value, step),
    error: multiple,
  });
  return ajv;
}

const multiple = { message: "must be a multiple" };
