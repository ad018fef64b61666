// Commands to be copied from the start page. Each is one line that sh and zsh take as it stands, and is whole when the next
// one is not pasted any more: no continuation, no here-document, no comment.

import { printable } from "../spec/words/printable.ts";
import type { CallerCredentials } from "./caller-credentials.ts";

/** What the commands are made of. */
export interface TryIt {
  /** Base URLs of the vendor APIs and of the control API. */
  vendor: string;
  control: string;
  controlToken: string;
  /** The first sandbox, by whose credentials the calls are made. */
  sandbox: string;
  credentials: CallerCredentials;
  /** The vendors whose secret is not to be printed. */
  hidden: ReadonlySet<string>;
  /** How a client comes to trust the vendor port: by a file, or by anything where the certificate is in none; `undefined` for http. */
  trusts: string | typeof anything | undefined;
  /** The paths in force, by operationId; an operation that is not played has none. */
  paths: Readonly<Record<string, string | undefined>>;
}

const json = "-H 'Content-Type: application/json'";
const bearer = '-H "Authorization: Bearer $CONTROL_TOKEN"';
/** Trusts whatever certificate there is. */
export const anything = Symbol("any certificate");
/** Synthetic: no kind of PAN holder has the fourth letter Z, and no Indian mobile number starts with 5. */
const agent = {
  bcagentid: "AGENT-0001",
  bcagentname: "Asha",
  lastname: "K",
  companyname: "Example Stores",
  address: "1 Sample Road",
  area: "Sampleton",
  pincode: 751024,
  mobilenumber: "5000000001",
  shopname: "Sample Shop",
  pancard: "ABCZE1234F",
};

/** The commands, one a line: who may call the control API, a call of each vendor, and what the journal says of them. */
export function tryItLines(at: TryIt): string[] {
  return [
    `export CONTROL_TOKEN=${quoted(at.controlToken)}`,
    ...tokenCall(at),
    ...registration(at),
    `curl -sS ${quoted(`${at.control}/journal?limit=2`)} ${bearer}`,
  ];
}

function tokenCall(at: TryIt): string[] {
  const { vendor, credentials, hidden, paths } = at;
  const { nep_key, partnerId, domain } = credentials.bos;
  if (paths.generateToken === undefined || partnerId === "") return [];
  const isHidden = hidden.has("bos");
  // What cannot be printed goes into JSON escaped, so that it is seen and sent all the same.
  const members = printable(JSON.stringify({ nep_key: isHidden ? "$NEP_KEY" : nep_key, partnerId, domain }));
  const body = quoted(members);
  // It was taken out of JSON, and goes back into JSON as it is.
  const shown = isHidden ? body.replace("$NEP_KEY", () => `'"$NEP_KEY"'`) : body;
  const call = `${curl(at)} ${quoted(vendor + paths.generateToken)} ${json} -d ${shown}`;
  return isHidden ? [asked("nep_key", "", at), call] : [call];
}

function registration(at: TryIt): string[] {
  const { vendor, credentials, hidden, paths } = at;
  const { client_id, client_secret } = credentials.iserveu;
  if (paths.registerAgent === undefined || client_id === "") return [];
  const isHidden = hidden.has("iserveu");
  const secret = isHidden ? '"client_secret: $CLIENT_SECRET"' : quoted(`client_secret: ${client_secret}`);
  const headers = `-H ${quoted(`client_id: ${client_id}`)} -H ${secret} ${json}`;
  const call = `${curl(at)} ${quoted(vendor + paths.registerAgent)} ${headers} -d ${quoted(JSON.stringify(agent))}`;
  return isHidden ? [asked("client_secret", "; s/\\\\\\(.\\)/\\1/g", at), call] : [call];
}

/** curl, for the vendor port. */
function curl({ trusts }: TryIt): string {
  if (trusts === undefined) return "curl -sS";
  return trusts === anything ? "curl -sSk" : `curl -sS --cacert ${quoted(trusts)}`;
}

/** Asks the control API for a secret, so that it stands on no page. @param more of sed's commands */
function asked(member: string, more: string, { control, sandbox }: TryIt): string {
  const known = `curl -sS ${quoted(`${control}/sandboxes/${sandbox}`)} ${bearer}`;
  const found = `grep -oE '"${member}":"([^"\\\\]|\\\\.)*"' | head -n 1 | sed 's/^"${member}":"//; s/"$//${more}'`;
  return `export ${member.toUpperCase()}="$(${known} | ${found})"`;
}

/** One word of a POSIX shell: in single quotes where it needs them. */
function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
