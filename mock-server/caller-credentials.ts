import { type BosCredentials, bos } from "./vendors/bos.ts";
import { type IserveuCredentials, iserveu } from "./vendors/iserveu.ts";
import type { Credentials } from "./world/credential.ts";

/** What one caller of both vendors is known by. */
export interface CallerCredentials {
  bos: BosCredentials;
  iserveu: IserveuCredentials;
}

/** Those that a sandbox without configuration answers to. */
export const publishedCredentials: CallerCredentials = {
  bos: bos.credentials.published,
  iserveu: iserveu.credentials.published,
};

/** The first of each vendor; empty texts, which nobody is known by, where there is none. */
export function callerCredentialsOf(credentials: Credentials): CallerCredentials {
  return {
    bos: { nep_key: "", partnerId: "", domain: "", ...credentials.bos?.[0] },
    iserveu: { client_id: "", client_secret: "", ...credentials.iserveu?.[0] },
  };
}
