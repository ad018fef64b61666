import { mediaTypeOf } from "../../spec/media-type.ts";

/** One request and its response, as they went over the wire. Nothing in it is masked yet. */
export interface Exchange {
  request: SentRequest;
  response: ReceivedResponse;
  /** When the request was sent, in milliseconds since 1970, where that is known. */
  startedAt?: number;
  /** From the first byte sent to the last byte received, in milliseconds. */
  durationMs: number;
}

/** A request as it was sent. */
export interface SentRequest {
  method: string;
  url: string;
  /** In the order sent, names as written. */
  headers: [name: string, value: string][];
  body: string;
}

/** A response as it was received. */
export interface ReceivedResponse {
  status: number;
  /** In the order received, names as written, repeats kept. */
  headers: [name: string, value: string][];
  /** Without its content coding, where it had one that could be taken off. */
  body: Buffer;
  /** Why the body is still in its content coding, in words; `undefined` where it is not. */
  undecoded?: string;
  /** Whether the body is in UTF-8 whatever its headers say: a recorder has read it as text and written it anew. */
  isRecoded?: true;
  /** What came after the end that the answer gave itself, in words; `undefined` where nothing did. */
  misframed?: string;
}

/**
 * The media types that a message gives itself. It may give one (RFC 9110, section 8.3); several stand in lines of their own,
 * or in one where somebody on the way has joined them.
 */
export function contentTypes(headers: [name: string, value: string][]): string[] {
  const values = headers.filter(([name]) => name.toLowerCase() === "content-type").map(([, value]) => value.trim());
  return values.flatMap((value) => {
    if (mediaTypeOf(value)) return [value];
    const parts = value.split(/[,\n]/).map((part) => part.trim());
    return parts.every((part) => mediaTypeOf(part)) ? parts : [value];
  });
}

/** The value of a header, or `undefined`; letter case does not count, repeats are joined (RFC 9110, section 5.3). */
export function headerOf(headers: [name: string, value: string][], name: string): string | undefined {
  const values = headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  return values.length > 0 ? values.join(", ") : undefined;
}

/** Whether an answer has no body whatever a contract documents: to HEAD, a 204, a 205, a 304 (RFC 9110, sections 6.4.1, 15.3.6). */
export function isBodiless({ request, response }: Exchange): boolean {
  return request.method.toUpperCase() === "HEAD" || [204, 205, 304].includes(response.status);
}
