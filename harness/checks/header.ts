import { documentedHeaders } from "../../spec/documented.ts";
import { readText } from "../codec/read.ts";
import { styleOf, styleProblem } from "../codec/style.ts";
import { headerOf } from "../exchange/exchange.ts";
import type { Breach, Check } from "./subject.ts";
import { writtenBreaches } from "./written-value.ts";

/** An answer is framed and coded as its headers say, required headers are there, and documented ones have the documented type and format (OpenAPI 3.1, Header Object). */
export const headerCheck: Check = {
  id: "header",
  isFact: true,
  judge(subject) {
    const { exchange, contract, response } = subject;
    if (!response) return [];
    const { undecoded } = exchange.response;
    const coding: Breach[] = undecoded
      ? [{ where: "content-encoding", expected: "a body in that coding", actual: undecoded, pointer: response.pointer }]
      : [];
    const { misframed } = exchange.response;
    const framing: Breach[] = misframed
      ? [
          {
            where: "content-length",
            expected: "nothing after the end of the answer",
            actual: misframed,
            pointer: response.pointer,
          },
        ]
      : [];
    const own = documentedHeaders(contract, response).flatMap((spec): Breach[] => {
      const text = headerOf(exchange.response.headers, spec.name);
      const where = spec.name.toLowerCase();
      if (text !== undefined) {
        const style = styleOf(spec.object.schema === undefined ? {} : spec.object, "header");
        if (styleProblem(style) !== undefined) return [];
        const readings = readText(spec.name, style, text);
        // A value has one place, and one finding.
        const [breach] = writtenBreaches(subject, spec, { readings, style });
        return breach ? [{ ...breach, where }] : [];
      }
      if (spec.object.required !== true) return [];
      const pointer = `${spec.pointer}/required`;
      return [{ where, expected: "the header to be present", actual: "absent", pointer, isAbsent: true }];
    });
    return [...framing, ...coding, ...own];
  },
};
