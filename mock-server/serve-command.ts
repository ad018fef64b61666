// The mock's command and its options. Code is loaded when it runs, so that other commands do not pay for it.

import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { readBytes, textIn } from "../spec/source-file.ts";
import { UsageError } from "../spec/usage-error.ts";
import { anyOrigin } from "./exchange/cors.ts";
import type { TlsFiles } from "./port/certificate.ts";
import { addServeOptions, type ServeOptions, variablesUsed } from "./serve-options.ts";

/** The largest PEM file that is read, in bytes: far above any chain of certificates. */
const maximumPemBytes = 1024 * 1024;

/**
 * Adds the mock's command: serve.
 * @param fail told of an error that comes when nobody waits for the command any more
 */
export function addServe(program: Command, fail: (error: unknown) => never): void {
  const command = program.command("serve").description("Start both APIs on a local port, with credentials that work.");
  addServeOptions(command).action((options: ServeOptions) =>
    serve(options, fail).catch((error) => {
      const used = variablesUsed(command);
      // What is wrong may stand on no command line.
      const isTheirs = error instanceof UsageError && used.length > 0;
      throw isTheirs ? new UsageError(`${error.message} (in force: ${used.join(", ")})`) : error;
    }),
  );
}

async function serve(given: ServeOptions, fail: (error: unknown) => never): Promise<void> {
  const { json, log: level, config: file, rule: readings, path: set, cors, ...options } = given;
  const tls = tlsOf(given);
  const [
    { loadContract },
    { loadLedger },
    { loadConfig, secretPlaces },
    { createLog },
    { standardError },
    { startMock },
    { printedCredentials, startPage },
  ] = await Promise.all([
    import("../spec/contract.ts"),
    import("../spec/ledger.ts"),
    import("./config.ts"),
    import("./journal/log.ts"),
    import("./journal/standard-error.ts"),
    import("./server.ts"),
    import("./start-page.ts"),
  ]);
  const ledger = loadLedger(options.ledger);
  const config =
    file === undefined
      ? {}
      : loadConfig(file, { ledger, contract: loadContract(options.contract), variables: process.env });
  const origins = [...(config.cors ?? []), ...cors];
  const stream = standardError();
  const log = createLog({ level, stream, readable: process.stderr.isTTY === true });
  const mock = await startMock({
    ...{ ...config, ...options, log, tls },
    cors: origins,
    rules: { ...config.rules, ...readings },
    paths: { ...config.paths, ...set },
  });
  for (const text of warningsOf(given, origins)) log.warning(text);
  if (mock.ca !== undefined && given.tlsCaOut !== undefined) writeOut(given.tlsCaOut, mock.ca);
  let stopping = false;
  const stop = () => {
    // A second signal does not wait for calls that are still running.
    if (stopping) process.exit(0);
    stopping = true;
    const flushed = mock.stop().then(() => stream.flush(500));
    flushed.then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  // Printed last: whoever reads it may end the process at once.
  const { vendor, control, controlToken, ca } = mock;
  const inForce = Object.fromEntries([...mock.cast.played].map(([id, { operation }]) => [id, operation.path]));
  const page = json
    ? JSON.stringify({
        ...{ vendor, control, controlToken, paths: inForce, ca },
        credentials: printedCredentials(mock.credentials, config.sandboxes?.[0]),
      })
    : startPage(mock, { secrets: file === undefined ? {} : secretPlaces(file), caFile: given.tlsCaOut });
  process.stdout.write(`${page}\n`);
}

/** The texts of the files that TLS is given with; whether one is to be made, where it is given without. */
function tlsOf({ tls, tlsCert, tlsKey, tlsCaOut }: ServeOptions): TlsFiles | boolean {
  if (tlsCert === undefined && tlsKey === undefined) {
    if (tlsCaOut !== undefined && !tls) throw new UsageError("--tls-ca-out writes what --tls makes: add --tls");
    return tls === true;
  }
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new UsageError("--tls-cert and --tls-key go together: give both, or --tls alone to have them made");
  }
  if (tlsCaOut !== undefined) {
    throw new UsageError("--tls-ca-out writes what --tls makes, and --tls-cert is given: leave one of them out");
  }
  return { cert: pemIn(tlsCert), key: pemIn(tlsKey) };
}

function pemIn(path: string): string {
  return textIn(path, readBytes(path, { kind: "PEM", most: maximumPemBytes }), maximumPemBytes);
}

function writeOut(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw UsageError.inFile(path, undefined, { found: codeOf(error), expected: "a place to write the certificate to" });
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** What is allowed and not wise. */
function warningsOf({ controlHost, controlToken }: ServeOptions, origins: readonly string[]): string[] {
  const isOpen = !/^(127\.|::1$|localhost$)/.test(controlHost);
  return [
    ...(isOpen && controlToken !== undefined && isWeak(controlToken)
      ? [
          `the control API is open on ${controlHost} and its token is easily guessed: leave it out and one is made, or give 20 characters or more, made at random`,
        ]
      : []),
    ...(origins.includes(anyOrigin)
      ? ["--cors * lets any page that a browser shows call this mock: name the origins you use"]
      : []),
  ];
}

/** Whether a token is short, or made of a few characters only. */
function isWeak(token: string): boolean {
  return token.length < 20 || new Set(token).size < 10;
}
