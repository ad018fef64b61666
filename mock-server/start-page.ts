import { styleText } from "node:util";
import { maskText } from "../spec/mask.ts";
import { writtenPath } from "../spec/paths.ts";
import { printable } from "../spec/printable.ts";
import type { CallerCredentials } from "./caller-credentials.ts";
import type { RunningMock } from "./server.ts";
import { bos } from "./vendors/bos.ts";
import { iserveu } from "./vendors/iserveu.ts";
import type { Vendor } from "./vendors/vendor.ts";
import type { Cast, Played } from "./vendors/vendors.ts";
import type { SandboxSpec } from "./world/sandbox.ts";

/** What a person sees in the terminal at start: where the APIs are, who may call, and a call to try. */
export function startPage({ vendor: url, control, controlToken, credentials, sandboxes, cast }: RunningMock): string {
  const names = sandboxes.all.map(({ name }) => name).join(", ");
  const { bos } = credentials;
  return `
${head("Understudy")} stands in for two vendor APIs. Point your client at the base URL; nothing else changes.

${blocksOf(cast, url, credentials)}

${head("Control")}  ${soft("sandboxes, clock, profile, faults, journal")}
  base URL     ${control}
  token        ${controlToken}
  sandboxes    ${names}   ${soft("the credentials above are the first one's; GET /sandboxes tells them all")}

${head("Try")}
  curl -s ${url}${cast.played.get("generateToken")?.operation.path} -H 'Content-Type: application/json' \\
    -d '${printable(JSON.stringify({ nep_key: bos.nep_key, partnerId: bos.partnerId, domain: bos.domain }))}'

Every answer names the rule behind it in ${head("x-understudy-rule")} and how sure that rule is in ${head("x-understudy-grade")}.
Stop with Ctrl+C.
`;
}

/**
 * Credentials as they are printed: a secret that the user gave need not be told, and output ends up in logs.
 * @param configured the sandbox whose credentials they are, as it was asked for
 */
export function printedCredentials(
  credentials: CallerCredentials,
  configured: SandboxSpec | undefined,
): CallerCredentials {
  const given = (vendor: Vendor) => configured?.credentials?.[vendor.name] !== undefined;
  const hidden = (vendor: Vendor) => (given(vendor) ? { [vendor.credentials.secret]: maskText } : {});
  return {
    bos: { ...credentials.bos, ...hidden(bos) },
    iserveu: { ...credentials.iserveu, ...hidden(iserveu) },
  };
}

function blocksOf({ vendors, played }: Cast, url: string, credentials: object): string {
  const known = new Map<string, object>(Object.entries(credentials));
  return vendors
    .map(({ name, title }) => {
      const calls = callLines([...played.values()].filter(({ vendor }) => vendor.name === name));
      const pairs = Object.entries(known.get(name) ?? {}).map(([member, text]) => `${member}=${printable(text)}`);
      return [
        head(title),
        `  base URL     ${url}`,
        ...calls,
        ...(pairs.length > 0 ? [`  credentials  ${pairs.join("  ")}`] : []),
      ].join("\n");
    })
    .join("\n\n");
}

/** The calls of one vendor, a line each; what there is to know of them stands in one column. */
function callLines(calls: readonly Played[]): string[] {
  const written = calls.map((play) => ({
    ...play,
    call: `${play.operation.method.toUpperCase()} ${play.operation.path}`,
    told: play.operation.path === writtenPath(play.operation) ? play.note : "the path is set",
  }));
  const width = Math.max(...written.filter(({ told }) => told !== undefined).map(({ call }) => call.length));
  return written.map(
    ({ label, call, told }) =>
      `  ${label.padEnd(13)}${told === undefined ? call : `${call.padEnd(width + 3)}${soft(told)}`}`,
  );
}

function head(text: string): string {
  return styleText("bold", text, { stream: process.stdout });
}

function soft(text: string): string {
  return styleText("dim", text, { stream: process.stdout });
}
