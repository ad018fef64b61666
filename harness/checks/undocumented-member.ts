import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, keysOf } from "../../spec/json/json-value.ts";
import { type AppliedSchema, memberSchemas } from "../schema/applied-schema.ts";
import type { Check } from "./subject.ts";

/** An answer has no members but those that the contract names, or the configuration allows, at any depth. */
export const undocumentedMemberCheck: Check = {
  id: "undocumented-member",
  isFact: true,
  judge({ values, config, showKind }) {
    return values().flatMap(({ value, where, parts }) => {
      if (!isObject(value)) return [];
      return Object.entries(value).flatMap(([name, child]) => {
        const at = pointerTo(where, name);
        const enclosing = undocumentedIn(parts, name);
        if (enclosing === undefined || config.allowsMember(at)) return [];
        const { pointer, schema } = enclosing;
        const isClosed = schema.additionalProperties === false || schema.unevaluatedProperties === false;
        return [
          {
            where: at,
            expected: "no such member",
            // Shown when it is told, for there may be a hundred thousand.
            get actual() {
              return showKind(child, at);
            },
            pointer,
            isClosed,
          },
        ];
      });
    });
  },
};

/** The schema that should have named a member; `undefined` when the member is documented or free. */
function undocumentedIn(parts: AppliedSchema[], name: string): AppliedSchema | undefined {
  if (parts.some((part) => part.open)) return undefined;
  const refusing = parts.find((part) => part.schema.additionalProperties === false && !memberSchemas(part, name));
  if (refusing) return refusing;
  if (parts.some((part) => memberSchemas(part, name))) return undefined;
  // An object of which no member is declared is free-form, unless it says that it is closed.
  const closed = parts.find(({ schema }) => schema.unevaluatedProperties === false);
  const declaring = parts.find(
    ({ schema }) => keysOf(schema.properties).length + keysOf(schema.patternProperties).length > 0,
  );
  return declaring ?? closed;
}
