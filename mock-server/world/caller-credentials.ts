import type { BosCredentials, Credentials, IserveuCredentials } from "./credential.ts";

/** What one caller of both vendors is known by. */
export interface CallerCredentials {
  bos: BosCredentials;
  iserveu: IserveuCredentials;
}

/** The first of each vendor; empty texts, which nobody is known by, where there is none. */
export function callerCredentialsOf({ bos, iserveu }: Credentials): CallerCredentials {
  return {
    bos: bos[0] ?? { nep_key: "", partnerId: "", domain: "" },
    iserveu: iserveu[0] ?? { client_id: "", client_secret: "" },
  };
}
