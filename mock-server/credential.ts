import { createHash, timingSafeEqual } from "node:crypto";

/** What a caller of BOS Center is known by. */
export interface BosCredentials {
  nep_key: string;
  partnerId: string;
  domain: string;
}

/** What a caller of iServeU is known by. */
export interface IserveuCredentials {
  client_id: string;
  client_secret: string;
}

export interface Credentials {
  bos: BosCredentials;
  iserveu: IserveuCredentials;
}

/** Published and synthetic: a sandbox without configuration answers to these. They protect nothing. */
export const publishedCredentials: Credentials = {
  bos: { nep_key: "understudy-key", partnerId: "understudy", domain: "localhost" },
  iserveu: { client_id: "understudy", client_secret: "understudy-secret" },
};

/**
 * Whether two secrets are equal, in a time that depends on neither: both are hashed first, so that their lengths do not
 * show either.
 */
export function sameSecret(given: string, known: string): boolean {
  return timingSafeEqual(createHash("sha256").update(given).digest(), createHash("sha256").update(known).digest());
}

/** Whether all of some named values are equal to the known ones. Every pair is compared, whatever came before it. */
export function sameCredentials<T extends object>(given: T, known: T): boolean {
  let same = true;
  for (const [name, value] of Object.entries(known)) {
    const other = (given as Record<string, unknown>)[name];
    same = sameSecret(typeof other === "string" ? other : "", value) && same;
  }
  return same;
}

/**
 * The token of an Authorization header (RFC 6750, section 2.1).
 * @returns the token, or why there is none
 */
export function bearerToken(header: string | undefined): { token: string } | { problem: "missing" | "malformed" } {
  if (header === undefined || header.trim() === "") return { problem: "missing" };
  const token = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header)?.[1];
  return token === undefined ? { problem: "malformed" } : { token };
}
