import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

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

/** Who may call a sandbox. */
export interface Credentials {
  bos: readonly BosCredentials[];
  iserveu: readonly IserveuCredentials[];
}

/** Published and synthetic: a sandbox without configuration answers to these. They protect nothing. */
export const publishedCredentials = {
  bos: { nep_key: "understudy-key", partnerId: "understudy", domain: "localhost" },
  iserveu: { client_id: "understudy", client_secret: "understudy-secret" },
};

/** Credentials for a sandbox that brings none: known by the sandbox's name, with secrets of 256 random bits. */
export function madeCredentials(name: string, random: (bytes: number) => Buffer = randomBytes): Credentials {
  const secret = () => random(32).toString("base64url");
  return {
    bos: [{ nep_key: secret(), partnerId: name, domain: "localhost" }],
    iserveu: [{ client_id: name, client_secret: secret() }],
  };
}

/**
 * Whether two secrets are equal, in a time that depends on neither: both are hashed first, so that their lengths do not
 * show either.
 */
export function sameSecret(given: string, known: string): boolean {
  return timingSafeEqual(createHash("sha256").update(given).digest(), createHash("sha256").update(known).digest());
}

/**
 * The known credentials that some given values are equal to. Every value of every candidate is compared, whatever came
 * before it, so that the time taken does not tell which of them was wrong.
 */
export function matching<T extends object>(given: object, known: readonly T[]): T | undefined {
  let match: T | undefined;
  for (const candidate of known) {
    let same = true;
    for (const [name, value] of Object.entries(candidate)) {
      const other = (given as Record<string, unknown>)[name];
      same = sameSecret(typeof other === "string" ? other : "", value) && same;
    }
    if (same) match = candidate;
  }
  return match;
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
