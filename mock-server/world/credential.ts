import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** What one caller of a vendor is known by: names and texts, a secret among them. */
export type Credential = Readonly<Record<string, string>>;

/** Who may call, by the vendor's name. */
export type Credentials = Readonly<Record<string, readonly Credential[]>>;

/** What the credentials of a vendor are made of. */
export interface CredentialKind {
  /** The member that tells by itself whose a call is. */
  id: string;
  /** The member that nobody else knows. */
  secret: string;
  /** Published and synthetic: a sandbox without configuration answers to these. They protect nothing. */
  published: Credential;
  /** Those of a sandbox that brings none: known by its name, with a secret that was made for it. */
  made(sandbox: string, secret: string): Credential;
}

/** A secret of 256 random bits. */
export function madeSecret(random: (bytes: number) => Buffer = randomBytes): string {
  return random(32).toString("base64url");
}

/** The texts that some credentials have under one name. */
export function sameNamed(credentials: readonly Credential[] | undefined, name: string): string[] {
  return (credentials ?? []).map((credential) => credential[name] ?? "");
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
export function matching(
  given: Readonly<Record<string, unknown>>,
  known: readonly Credential[],
): Credential | undefined {
  let match: Credential | undefined;
  for (const candidate of known) {
    let same = true;
    for (const [name, value] of Object.entries(candidate)) {
      const other = given[name];
      same = sameSecret(typeof other === "string" ? other : "", value) && same;
    }
    if (same) match = candidate;
  }
  return match;
}

/** The token of an Authorization header, or why there is none. */
export type BearerToken = { token: string } | { problem: "missing" | "malformed" };

/** Reads an Authorization header (RFC 6750, section 2.1). */
export function bearerToken(header: string | undefined): BearerToken {
  if (header === undefined) return { problem: "missing" };
  const token = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header)?.[1];
  return token === undefined ? { problem: "malformed" } : { token };
}
