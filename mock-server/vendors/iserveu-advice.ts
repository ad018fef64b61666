// Why iServeU's credentials are refused, by what is usually wrong with them; see advice.ts.

import { lettersOf } from "../../spec/words/did-you-mean.ts";
import { type Cause, type Causes, listed, meantHeader, misspeltContentType, questionOf, shortNames } from "./advice.ts";
import type { Call } from "./call.ts";
import { credentialCauses, type SentCredentials } from "./credential-causes.ts";

const names = ["client_id", "client_secret"];
const both = listed(names);

const pair: SentCredentials = {
  vendor: "iserveu",
  id: "client_id",
  secret: "client_secret",
  of: (call) => Object.fromEntries(names.map((name) => [name, call.header(name)])),
};

const missing = (call: Call) => names.filter((name) => call.header(name) === "");

const newerEdition: Cause = ({ call }) => {
  const isNewer = (name: string) => ["headersecrets", "passkey"].includes(lettersOf(name));
  if (missing(call).length === 0 || !shortNames(call.headers).some(isNewer)) return undefined;
  return `header_secrets and pass_key are of the vendor's newer, encrypted edition, which is not stood in for: send ${both}`;
};

const misspelt: Cause = ({ call }) => {
  const found = missing(call).flatMap((name) => {
    const sent = meantHeader(name, call);
    return sent === undefined ? [] : [{ name, sent }];
  });
  if (found.length === 0) return undefined;
  const sent = found.map((each) => each.sent);
  const question = questionOf(
    sent,
    found.map(({ name }) => name),
  );
  return sent.some((name) => name.includes("-")) ? `${question} A hyphen makes another header of it` : question;
};

const sentEmpty: Cause = ({ call }) => {
  const empty = missing(call).filter((name) => call.headers[name] !== undefined);
  if (empty.length === 0) return undefined;
  return `${listed(empty)} came with no value: is a variable of the client's not set?`;
};

const authorization: Cause = ({ call }) => {
  const sent = call.headers.authorization;
  if (missing(call).length === 0 || sent === undefined) return undefined;
  return /^Basic /i.test(sent)
    ? `take the two out of Authorization: Basic and send them as headers ${both}`
    : `Authorization is not read here: send headers ${both}`;
};

const inBody: Cause = ({ call }) => {
  const absent = missing(call).map(lettersOf);
  const isOne = (name: string) => absent.includes(lettersOf(name));
  if (!shortNames(call.object() ?? {}).some(isOne)) return undefined;
  return `send ${both} as headers, not in the body`;
};

const proxyHeaders = ["via", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

// nginx: ngx_http_core_module, underscores_in_headers, off unless set. Envoy: HttpProtocolOptions, ALLOW unless set.
const dropped =
  "nginx drops header names with underscores: set underscores_in_headers on; in its http block " +
  "(Envoy does where headers_with_underscores_action is DROP_HEADER)";

const droppedByProxy: Cause = ({ call }) => {
  const signs = proxyHeaders.filter((name) => call.headers[name] !== undefined);
  if (missing(call).length < names.length || signs.length === 0) return undefined;
  return `look at the proxy that the call came through (${signs.join(", ")}): ${dropped}`;
};

const droppedOnTheWay: Cause = ({ call }) =>
  missing(call).length < names.length ? undefined : `send ${both}; if the client does, look for a proxy: ${dropped}`;

const sentTwice: Cause = ({ call }) => {
  const isTwice = (value: string) => value.includes(", ") && new Set(value.split(", ")).size === 1;
  const twice = names.filter((name) => isTwice(call.header(name)));
  return twice.length === 0 ? undefined : `send ${listed(twice)} once: it came as several headers of that name`;
};

/** The usual causes of iServeU's refusals. */
export const iserveuCauses: Causes = {
  "ISU-CREDENTIALS-FAILURE": [
    newerEdition,
    misspelt,
    sentEmpty,
    authorization,
    inBody,
    droppedByProxy,
    droppedOnTheWay,
    sentTwice,
    ...credentialCauses(pair),
  ],
  "ISU-CONTENT-TYPE": [misspeltContentType],
};
