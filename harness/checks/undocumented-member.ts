import { pointerTo, valueAt } from "../../spec/json/json-pointer.ts";
import { isObject, keysOf } from "../../spec/json/json-value.ts";
import { type AppliedSchema, memberSchemas } from "../schema/applied-schema.ts";
import type { Breach, Check, Subject } from "./subject.ts";

/** An answer has no members but those that the contract names, or the configuration allows, at any depth. */
export const undocumentedMemberCheck: Check = {
  id: "undocumented-member",
  isFact: true,
  judge(subject) {
    const { values, config } = subject;
    return values().flatMap(({ value, where, parts }) => {
      if (!isObject(value)) return [];
      const enclosing = enclosingTest(parts);
      return Object.keys(value).flatMap((name) => {
        const schema = enclosing(name);
        if (!schema || config.allowsMember(pointerTo(where, name))) return [];
        return new MemberTooMany({ holder: where, name, schema, subject });
      });
    });
  },
};

/** A member too many. There may be a hundred thousand, of which few are told: all that can be is made when it is asked for. */
class MemberTooMany implements Breach {
  readonly #at: { holder: string; name: string; schema: AppliedSchema; subject: Subject };

  constructor(at: { holder: string; name: string; schema: AppliedSchema; subject: Subject }) {
    this.#at = at;
  }

  get where(): string {
    return pointerTo(this.#at.holder, this.#at.name);
  }

  get expected(): string {
    return "no such member";
  }

  get actual(): string {
    const { written, showKind } = this.#at.subject;
    return showKind(valueAt(written(), this.where), this.where);
  }

  get pointer(): string {
    return this.#at.schema.pointer;
  }

  get isClosed(): boolean {
    const { additionalProperties, unevaluatedProperties } = this.#at.schema.schema;
    return additionalProperties === false || unevaluatedProperties === false;
  }
}

/** Makes the look-up of the schema that should have named a member: `undefined` for one that is documented or free. */
function enclosingTest(parts: readonly AppliedSchema[]): (name: string) => AppliedSchema | undefined {
  if (parts.some((part) => part.open)) return () => undefined;
  const refusing = parts.filter(({ schema }) => schema.additionalProperties === false);
  // An object of which no member is declared is free-form, unless it says that it is closed.
  const closed = parts.find(({ schema }) => schema.unevaluatedProperties === false);
  const declaring = parts.find(
    ({ schema }) => keysOf(schema.properties).length + keysOf(schema.patternProperties).length > 0,
  );
  return (name) => {
    const isIn = (part: AppliedSchema) => memberSchemas(part, name) !== undefined;
    return refusing.find((part) => !isIn(part)) ?? (parts.some(isIn) ? undefined : (declaring ?? closed));
  };
}
