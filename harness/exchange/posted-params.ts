import { boundaryFor, boundaryOf, isMultipartForm, multipartText } from "./multipart.ts";

/** A parameter of a posted body, as HTTP Archive 1.2 has it: a file's `value` may have been left out. */
export interface PostedParam {
  name: string;
  value?: string;
  fileName?: string;
  contentType?: string;
}

/**
 * The body that was posted, from its parameters: recorders write them in place of the text, or beside an empty one (HTTP
 * Archive 1.2, postData).
 * @param contentType of the request; parts are written where it is a multipart type, else a form
 */
export function postedText(params: readonly PostedParam[], contentType: string): string {
  if (isMultipartForm(contentType)) {
    const parts = params.map(({ value = "", ...part }) => ({ ...part, body: value }));
    return multipartText(parts, boundaryOf(contentType) ?? boundaryFor(parts));
  }
  const pairs = params.map(({ name, value = "" }): [string, string] => [name, value]);
  return new URLSearchParams(pairs).toString();
}
