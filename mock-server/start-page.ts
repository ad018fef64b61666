import { X509Certificate } from "node:crypto";
import { styleText } from "node:util";
import { writtenPath } from "../spec/paths.ts";
import { defaultProfile } from "../spec/profile.ts";
import { maskText } from "../spec/scrub.ts";
import { printable } from "../spec/words/printable.ts";
import type { CallerCredentials } from "./caller-credentials.ts";
import type { SecretPlaces } from "./config.ts";
import type { RunningMock } from "./server.ts";
import { anything, tryItLines } from "./try-it.ts";
import { bos } from "./vendors/bos.ts";
import { iserveu } from "./vendors/iserveu.ts";
import type { Vendor } from "./vendors/vendor.ts";
import type { Cast, Played } from "./vendors/vendors.ts";
import type { SandboxSpec } from "./world/sandbox.ts";
import type { Sandboxes } from "./world/sandboxes.ts";

/** What the page does not take from the mock itself. */
interface PageNotes {
  /** Where a secret stands that is not to be printed, by the vendor's name: output ends up in logs. */
  secrets?: SecretPlaces | undefined;
  /** Where the certificate that was made is to be found, if anywhere. */
  caFile?: string | undefined;
}

/** What a person sees in the terminal at start: where the APIs are, who may call, and calls to try. */
export function startPage(
  { vendor, control, controlToken, credentials, sandboxes, cast, ca }: RunningMock,
  { secrets = {}, caFile }: PageNotes = {},
): string {
  const names = sandboxes.all.map(({ name }) => name).join(", ");
  const told = "the credentials above are the first one's; GET /sandboxes tells them all";
  const paths = Object.fromEntries([...cast.played].map(([id, { operation }]) => [id, operation.path]));
  const commands = tryItLines({
    ...{ vendor, control, controlToken, credentials, paths },
    sandbox: sandboxes.all[0]?.name ?? "",
    hidden: new Set(Object.keys(secrets)),
    trusts: ca === undefined ? undefined : (caFile ?? anything),
  });
  return `
${head("Understudy")} stands in for two vendor APIs. Point your client at the base URL; nothing else changes.

${blocksOf(cast, vendor, { credentials, secrets })}
${ca === undefined ? "" : `\n${certificateBlock(ca, caFile)}\n`}
${head("Control")}  ${soft("sandboxes, clock, profile, faults, journal; every call wants the token below")}
  base URL     ${control}
  sandboxes    ${names}   ${soft(told)}
${readingLines(sandboxes)}
${head("Try")}  ${soft("each line as it stands, the first one first")}
${commands.map((command) => `  ${command}`).join("\n")}

Every answer names the rule behind it in ${head("x-understudy-rule")} and how sure that rule is in ${head("x-understudy-grade")}.
Stop with Ctrl+C.
`;
}

/** How many sandboxes' readings are told. */
const mostTold = 10;

/** The readings in force that are not the ledger's defaults, a line for each sandbox that has some. */
function readingLines({ all, settings }: Sandboxes): string {
  const usual: Readonly<Record<string, string>> = { ...defaultProfile(settings.ledger) };
  const lines = all.flatMap(({ name, profile }) => {
    const other = Object.entries(profile).filter(([rule, reading]) => usual[rule] !== reading);
    const told = other.map(([rule, reading]) => `${rule}=${reading}`).join("  ");
    return told === "" ? [] : [`  readings     ${all.length > 1 ? `${name}: ` : ""}${told}`];
  });
  const more = lines.length > mostTold ? [`  readings     ${lines.length - mostTold} more sandboxes have others`] : [];
  return [...lines.slice(0, mostTold), ...more].map((line) => `${line}\n`).join("");
}

/**
 * Credentials as a program reads them: a secret that the user gave need not be told, and output ends up in logs.
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

function certificateBlock(ca: string, file: string | undefined): string {
  const where = file ?? soft("in no file: --tls-ca-out FILE writes it");
  return `${head("Certificate")}  ${soft("made at this start, for localhost, 127.0.0.1, ::1 and --host; a client has to trust it")}
  SHA-256      ${new X509Certificate(ca).fingerprint256}
  PEM          ${where}`;
}

function blocksOf(
  { vendors, played }: Cast,
  url: string,
  { credentials, secrets }: { credentials: CallerCredentials; secrets: SecretPlaces },
): string {
  const known = new Map<string, object>(Object.entries(credentials));
  return vendors
    .map(({ name, title, credentials: { secret } }) => {
      const calls = callLines([...played.values()].filter(({ vendor }) => vendor.name === name));
      const pairs = Object.entries(known.get(name) ?? {}).map(([member, text]) => {
        const place = member === secret ? secrets[name] : undefined;
        return place === undefined ? `${member}=${printable(text)}` : `${member}: ${place}`;
      });
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
