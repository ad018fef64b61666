import type { IncomingHttpHeaders } from "node:http";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { type ParsedJson, parsedJson } from "../schema/json-body.ts";
import { type BearerToken, bearerToken } from "../world/credential.ts";

/** One vendor call as a handler sees it: nothing of Express, nothing of sockets. What is read of it is read once. */
export class Call {
  readonly headers: IncomingHttpHeaders;
  /** The body's bytes, complete and within the limit. */
  readonly body: Buffer;
  #json: ParsedJson | undefined;
  #authorization: BearerToken | undefined;

  constructor(headers: IncomingHttpHeaders, body: Buffer) {
    this.headers = headers;
    this.body = body;
  }

  /** The body as JSON, whatever its media type. */
  json(): ParsedJson {
    this.#json ??= parsedJson(this.body);
    return this.#json;
  }

  /** The body where it is a JSON object, whatever its media type; `undefined` where it is anything else. */
  object(): JsonObject | undefined {
    const json = this.json();
    return "value" in json && isObject(json.value) ? json.value : undefined;
  }

  /** The token of the Authorization header, or why there is none. */
  authorization(): BearerToken {
    this.#authorization ??= bearerToken(this.headers.authorization);
    return this.#authorization;
  }

  /** A header's value, repeats joined; empty where it is absent. */
  header(name: string): string {
    return [this.headers[name] ?? ""].flat().join(", ");
  }
}
