import { pointerTo, valueAt } from "../../spec/json/json-pointer.ts";
import { isObject } from "../../spec/json/json-value.ts";
import { jsonOf, type Mutant, mutantOf, type Original } from "./mutant.ts";
import { leavesOf, withValue } from "./value.ts";

/** Stands in a JSON text where something goes that JSON.stringify would not write. */
const mark = "@understudy@";

/** Bodies that are wrong before any schema is looked at: missing, broken, of another shape, ambiguous. */
export function textMutants(original: Original, schema: string | undefined): Mutant[] {
  const { answer, response, schemas } = original;
  const { body } = answer;
  const make = (operator: Mutant["operator"], text: string | Buffer, at: { where?: string; detail?: string } = {}) =>
    mutantOf(original, { operator, where: "", ...at, answer: { ...answer, body: Buffer.from(text) } });
  if (response.content.size === 0) return [];
  const value = jsonOf(answer);
  if (value === undefined) return [];
  const text = body.toString();
  const mutants = [
    make("empty-body", ""),
    make("broken-json", text.slice(0, -1), { detail: "cut" }),
    make("broken-json", text.replace(/\s*([}\]])$/, ",$1"), { detail: "comma before the end" }),
    make("broken-json", `${text}${text}`, { detail: "twice" }),
    ...ambiguous(value).map(({ operator, text: written, ...at }) => make(operator, written, at)),
  ];
  if (schema !== undefined && !schemas.fits(schema, { understudy: true })) {
    mutants.push(make("wrong-shape", '{"understudy":true}', { detail: "another object" }));
  }
  if (schema !== undefined && !schemas.fits(schema, "understudy")) {
    mutants.push(make("wrong-shape", '"understudy"', { detail: "a text" }));
  }
  return mutants;
}

type Ambiguous = { where: string; detail?: string; operator: Mutant["operator"]; text: string | Buffer };

/** Texts that two readers may read differently (RFC 7493), numbers that are none included. */
function ambiguous(value: unknown): Ambiguous[] {
  const found: Ambiguous[] = [];
  for (const where of objectsIn(value)) {
    const object = valueAt(value, where) as object;
    const [name, child] = Object.entries(object)[0] ?? [];
    if (name === undefined) continue;
    // Written first, with another value: who takes the first and who takes the last disagree.
    const twice = { [mark + name]: child === null ? 7 : null, ...object };
    const text = JSON.stringify(withValue(value, where, twice)).replace(mark, "");
    found.push({ where: pointerTo(where, name), operator: "duplicate-member", text });
  }
  const leaves = leavesOf(value);
  for (const leaf of leaves.filter((leaf) => Number.isInteger(leaf.value))) {
    const marked = JSON.stringify(withValue(value, leaf.where, mark));
    found.push({ where: leaf.where, operator: "big-integer", text: marked.replace(`"${mark}"`, "9007199254740993") });
    // More than a reader keeps of it, and still the integer that a schema may ask for to who rounds.
    const lossy = `${leaf.value}.00000000000000000000001`;
    for (const wrong of [`0${leaf.value}`, `+${leaf.value}`, `${leaf.value}.`]) {
      const detail = wrong.replace(String(leaf.value), "N");
      const text = marked.replace(`"${mark}"`, wrong);
      found.push({ where: leaf.where, operator: "number-spelling", detail, text });
    }
    found.push({ where: leaf.where, operator: "lossy-number", text: marked.replace(`"${mark}"`, lossy) });
  }
  const text = leaves.find((leaf) => typeof leaf.value === "string");
  if (text) {
    const [before = "", after = ""] = JSON.stringify(withValue(value, text.where, mark)).split(mark);
    const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
    found.push({ where: text.where, operator: "invalid-utf8", text: bytes });
    found.push({ where: text.where, operator: "lone-surrogate", text: `${before}\\ud83d${after}` });
  }
  return found;
}

function objectsIn(value: unknown, where = ""): string[] {
  if (!isObject(value)) return [];
  return [where, ...Object.entries(value).flatMap(([name, child]) => objectsIn(child, pointerTo(where, name)))];
}
