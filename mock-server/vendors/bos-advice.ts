// Why BOS Center's tokens and credentials are refused, by what is usually wrong with them; see advice.ts.

import { lettersOf } from "../../spec/words/did-you-mean.ts";
import { sameNamed, sameSecret } from "../world/credential.ts";
import { isWholeToken, sandboxOfToken } from "../world/token.ts";
import type { World } from "../world/world.ts";
import {
  type Cause,
  type Causes,
  firstSeen,
  meantHeader,
  misspeltContentType,
  questionOf,
  shortNames,
} from "./advice.ts";
import type { AuthProblem } from "./bos-answers.ts";
import type { Call } from "./call.ts";
import { bare, credentialCauses, isPlaceholder, type SentCredentials } from "./credential-causes.ts";

const rightForm = "Authorization: Bearer <token>";

// ---- no Authorization

const misspeltAuthorization: Cause = ({ call }) => {
  const sent = meantHeader("authorization", call);
  return sent && questionOf([sent], ["authorization"]);
};

const tokenNames = new Set(
  ["token", "bearer", "jwt", "apikey"]
    .flatMap((name) => [name, `x${name}`])
    .concat(["access", "auth", "bearer"].flatMap((kind) => [`${kind}token`, `x${kind}token`])),
);
const isTokenName = (name: string) => tokenNames.has(lettersOf(name));

const tokenHeader: Cause = ({ call }) => {
  const name = shortNames(call.headers).find(isTokenName);
  return name && `the header ${name} is not read: send what it has as ${rightForm}`;
};

const tokenInBody: Cause = ({ call }) => {
  const name = shortNames(call.object() ?? {}).find((each) => isTokenName(each) || /^authorization$/i.test(each));
  return name && `${name} in the body is not read: send what it has as ${rightForm}`;
};

const otherVendors: Cause = ({ call }) =>
  call.headers.client_id === undefined && call.headers.client_secret === undefined
    ? undefined
    : `client_id and client_secret are iServeU's: send ${rightForm}`;

// ---- an Authorization of another form

const sentEmpty: Cause = ({ call }) =>
  headerOf(call) !== "" ? undefined : "Authorization came with no value: add Bearer and the token";

/** What stands in the header in place of `Bearer <token>`; the first that fits is told. */
const forms: readonly (readonly [form: RegExp, change: string])[] = [
  [/^bearer$/i, "add the token after the word Bearer: the vendor's page lost it there"],
  [/^bearer +bearer\b/i, "write Bearer once: a client's library may add it by itself"],
  [/^\W+bearer\b|^bearer[^\s\w]/i, "write Bearer bare: no quotes, colon or comma belong to it"],
  [/^bearer\w/i, "put a blank between Bearer and the token"],
  [/^basic\b/i, `Basic is another scheme: get a token and send ${rightForm}`],
  [/^(token|jwt|oauth|api-?key|key|digest|access_token)[ =:]/i, `write Bearer where that word stands: ${rightForm}`],
];

const otherForm: Cause = ({ call }) => forms.find(([form]) => form.test(headerOf(call)))?.[1];

const placeholder: Cause = ({ call }) => {
  const text = tokenTextOf(call);
  const word = /^[<{$[(]*(your[ _-]?)?(access[ _-]?|auth[ _-]?|bearer[ _-]?)?(token|jwt)[>})\]]*$/i;
  return word.test(text) || (isPlaceholder(text) && !/^<.*>$/.test(text))
    ? "put the token where a placeholder stands"
    : undefined;
};

const wrapped: Cause = ({ call }) => {
  const text = tokenTextOf(call);
  return text === bare(text) ? undefined : "send the token bare: quotes, brackets or escapes came with it";
};

const wordMissing: Cause = ({ call }) =>
  /\s/.test(headerOf(call)) ? undefined : `write the word Bearer before the token: ${rightForm}`;

const blankInside: Cause = ({ call }) =>
  /\s/.test(tokenTextOf(call)) ? "send one token, with no blank inside" : undefined;

const oddCharacter: Cause = () => "send the token as it was issued: a character in it is none of a token's";

function headerOf({ headers }: Call): string {
  return (headers.authorization ?? "").trim();
}

function tokenTextOf(call: Call): string {
  return headerOf(call).replace(/^bearer +/i, "");
}

function tokenOf(call: Call): string {
  const authorization = call.authorization();
  return "token" in authorization ? authorization.token : "";
}

// ---- a token that is not known here

const keyForToken: Cause = ({ call, sandboxes }) => {
  const keys = sandboxes.all.flatMap(({ credentials }) => sameNamed(credentials.bos, "nep_key"));
  const found = keys.filter((key) => sameSecret(tokenOf(call), key));
  return found.length === 0 ? undefined : "that is a nep_key: send it to the token call, and the token it answers here";
};

const ofOtherWorld: Cause = async ({ call, sandboxes }) => {
  const token = tokenOf(call);
  const sandbox = sandboxes.get(sandboxOfToken(token) ?? "");
  if (!sandbox) return undefined;
  const sessions = sandbox.sessions.map((session) => ({ session, other: sandbox.session(session) }));
  for (const { session, other } of [{ session: undefined, other: sandbox.main }, ...sessions]) {
    if (!other || !(await isKnown(token, other))) continue;
    return session === undefined
      ? "the token belongs to no session: leave x-understudy-session out, or get the token with it, too"
      : `the token belongs to session ${session}: send x-understudy-session: ${session} with this call, too`;
  }
  return undefined;
};

const ofNoSandbox: Cause = ({ call, sandboxes }) => {
  const name = sandboxOfToken(tokenOf(call));
  if (name === undefined || sandboxes.get(name)) return undefined;
  return "the token belongs to a sandbox that is not here, or to another server: get one here";
};

const notWhole: Cause = ({ call }) => {
  const token = tokenOf(call);
  if (sandboxOfToken(token) === undefined || isWholeToken(token)) return undefined;
  return "the token is not as long as it was issued: is it cut where the client keeps it?";
};

const ended: Cause = ({ call, world }) => {
  if (sandboxOfToken(tokenOf(call)) === undefined) return undefined;
  const newer = world.profile["BOS-TOKEN-CONCURRENT"] === "newest-only" ? ", or since a newer one" : "";
  const { droppedTokens } = world.store;
  const memory = droppedTokens === 0 ? "" : `, or for want of room: the oldest ${droppedTokens} issued here are`;
  return `get another token: this one is forgotten since a restart, a reset or the end of its session${newer}${memory}`;
};

async function isKnown(token: string, { tokens, profile }: World): Promise<boolean> {
  return (await tokens.check(token, profile["BOS-TOKEN-BOUNDARY"])).state !== "unknown";
}

const tokenCauses: Record<AuthProblem, readonly Cause[]> = {
  missing: [misspeltAuthorization, tokenHeader, tokenInBody, otherVendors],
  malformed: [sentEmpty, otherForm, placeholder, wordMissing, wrapped, blankInside, oddCharacter],
  unknown: [otherForm, placeholder, keyForToken, ofOtherWorld, ofNoSandbox, notWhole, ended],
  // The answer says it all.
  expired: [],
};

const refusedToken: Cause = async (seen) => {
  const authorization = seen.call.authorization();
  if ("problem" in authorization) return firstSeen(tokenCauses[authorization.problem], seen);
  const { state } = await seen.world.tokens.check(authorization.token, seen.world.profile["BOS-TOKEN-BOUNDARY"]);
  return state === "valid" ? undefined : firstSeen(tokenCauses[state], seen);
};

// ---- the token call

const triple: SentCredentials = {
  vendor: "bos",
  id: "partnerId",
  secret: "nep_key",
  of(call) {
    const body = call.object() ?? {};
    const text = (name: string) => (typeof body[name] === "string" ? body[name] : "");
    return { nep_key: text("nep_key"), partnerId: text("partnerId"), domain: text("domain") };
  },
};

function* bareHost(given: { readonly [name: string]: string }) {
  const host = given.domain?.replace(/^[a-z]+:\/\//i, "").replace(/[:/].*$/s, "") ?? "";
  const change = "send the domain as a bare host name, without scheme, port and path";
  if (host !== given.domain) yield { repaired: { ...given, domain: host }, change };
}

/** The usual causes of BOS Center's refusals. */
export const bosCauses: Causes = {
  "BOS-AUTH-FAILURE": [refusedToken],
  "BOS-TOKEN-ISSUE": credentialCauses(triple, bareHost),
  "BOS-CONTENT-TYPE": [misspeltContentType],
};
