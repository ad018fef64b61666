import { styleText } from "node:util";
import type { RunningMock } from "./server.ts";

/** What a person sees in the terminal at start: where the APIs are, who may call, and a call to try. */
export function startPage({ vendor, control, controlToken, credentials, sandboxes }: RunningMock): string {
  const { bos, iserveu } = credentials;
  const names = sandboxes.all.map(({ name }) => name).join(", ");
  const head = (text: string) => styleText("bold", text, { stream: process.stdout });
  const soft = (text: string) => styleText("dim", text, { stream: process.stdout });
  return `
${head("Understudy")} stands in for two vendor APIs. Point your client at the base URL; nothing else changes.

${head("BOS Center, PAN status check")}
  base URL     ${vendor}
  token        POST /api/BOS/GenerateToken   ${soft("a stand-in: the vendor's page does not document its own")}
  check        POST /api/BOS/Status
  credentials  nep_key=${bos.nep_key}  partnerId=${bos.partnerId}  domain=${bos.domain}

${head("iServeU, agent registration")}
  base URL     ${vendor}
  register     POST /agent/registration      ${soft("a stand-in: the vendor's page gives no URL")}
  credentials  client_id=${iserveu.client_id}  client_secret=${iserveu.client_secret}

${head("Control")}  ${soft("sandboxes, clock, profile, faults, journal")}
  base URL     ${control}
  token        ${controlToken}
  sandboxes    ${names}   ${soft("the credentials above are the first one's; GET /sandboxes tells them all")}

${head("Try")}
  curl -s ${vendor}/api/BOS/GenerateToken -H 'Content-Type: application/json' \\
    -d '{"nep_key":"${bos.nep_key}","partnerId":"${bos.partnerId}","domain":"${bos.domain}"}'

Every answer names the rule behind it in ${head("x-understudy-rule")} and how sure that rule is in ${head("x-understudy-grade")}.
Stop with Ctrl+C.
`;
}
