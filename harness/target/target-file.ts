import { basename, dirname, resolve } from "node:path";
import { createSecureContext } from "node:tls";
import { checkShape } from "../../spec/check-shape.ts";
import type { Contract } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject } from "../../spec/json/json-value.ts";
import { pathProblem } from "../../spec/paths.ts";
import { placeOf } from "../../spec/place.ts";
import { firstBytes, readSourceFile, type SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { oneOf } from "../../spec/words/did-you-mean.ts";
import type { TlsIdentity } from "../exchange/send.ts";
import type { Values } from "../expression/scope.ts";
import { contractsOf, type Scenario } from "../scenario/scenario.ts";
import { type Api, baseUrl, type ProvidedOutputs, type Target } from "./target.ts";
import schema from "./target-file.schema.json" with { type: "json" };

/** The largest PEM file that is read, in bytes: far above any chain of certificates. */
const maximumPemBytes = 1024 * 1024;

/** What a target file says. */
export interface TargetFile {
  target: Target;
  /** Inputs by name, from the environment. */
  inputs: Values;
  /** For one whole answer, in milliseconds; `undefined` where the file does not say. */
  timeoutMs: number | undefined;
}

export interface TargetFileOptions {
  /** What will be run; their contracts say which APIs and operations there are. */
  scenarios: readonly Scenario[];
  /** Where `env` values come from. */
  variables: Readonly<Record<string, string | undefined>>;
  /** Hosts that may be called beside those of the file's own `allow`. */
  allowedHosts: readonly string[];
}

/** `{ env: NAME }`, or whatever else somebody wrote there. */
type Variable = unknown;

/** A target file as `target-file.schema.json` guarantees it. Times are in seconds, the rate in requests per second. */
interface TargetDocument {
  name?: string;
  apis: Record<string, ApiDocument>;
  allow?: string[];
  rate?: number;
  budget?: number;
  timeout?: number;
  inputs?: Record<string, Variable>;
  provided?: Record<string, Record<string, Variable>>;
}

interface ApiDocument {
  url: string;
  paths?: Record<string, string>;
  tls?: { cert?: string; key?: string; ca?: string; passphrase?: Variable };
}

/**
 * Loads a target file: base URLs by API (a tag of the contract, or a source description of the scenarios) or for single
 * operations, paths that are not the contract's, credentials by the names of environment variables, limits and TLS
 * identities.
 * @throws UsageError at the first thing that is wrong: a name the contract does not have, a variable that is not set, a
 *   host that is not allowed, a certificate that cannot be used
 */
export function loadTargetFile(path: string, options: TargetFileOptions): TargetFile {
  const file = readSourceFile(path);
  const document = checkShape<TargetDocument>(file, schema);
  const reader = new Reader(file, options.variables);
  const contracts = contractsOf(options.scenarios);
  const names = namesIn(options.scenarios, contracts);
  const allowedHosts = [...options.allowedHosts, ...(document.allow ?? [])];
  const apis = new Map<string, Api>();
  const identities = new Map<string, TlsIdentity>();
  for (const [name, api] of Object.entries(document.apis)) {
    const pointer = pointerTo("/apis", name);
    if (!names.operations.includes(name)) reader.known(name, pointer, { what: "API", names: names.apis });
    const url = reader.url(api.url, `${pointer}/url`, allowedHosts);
    apis.set(name, { url, paths: pathsOf(api, pointer, { reader, contracts }) });
    if (api.tls) addIdentity(identities, reader.identity(api.tls, `${pointer}/tls`), { url, pointer, reader });
  }
  const provided = new Map<string, ProvidedOutputs>();
  for (const [id, outputs] of Object.entries(document.provided ?? {})) {
    const pointer = pointerTo("/provided", id);
    reader.known(id, pointer, { what: "operation", names: names.operations });
    provided.set(id, { place: placeOf(file, pointer), values: reader.values(outputs, pointer) });
  }
  const { rate, budget, timeout } = document;
  const target: Target = {
    name: document.name ?? basename(path),
    servers: {},
    apis,
    provided,
    identities,
    ...(budget === undefined ? {} : { maximumRequests: budget }),
    ...(rate === undefined ? {} : { requestsPerSecond: rate }),
  };
  const inputs = reader.values(document.inputs ?? {}, "/inputs");
  return { target, inputs, timeoutMs: timeout === undefined ? undefined : timeout * 1000 };
}

/** What the contracts of some scenarios have: the names of their APIs and of their operations. */
function namesIn(
  scenarios: readonly Scenario[],
  contracts: readonly Contract[],
): Record<"apis" | "operations", string[]> {
  const operations = contracts.flatMap((contract) => [...contract.operations.values()]);
  const sources = scenarios.flatMap((scenario) => [...scenario.sources.values()]);
  const named = sources.filter(({ type }) => type === "openapi").map(({ name }) => name);
  const apis = new Set([...operations.flatMap(({ tags }) => tags), ...named]);
  return { apis: [...apis], operations: operations.map(({ id }) => id) };
}

function pathsOf(
  { paths = {} }: ApiDocument,
  pointer: string,
  { reader, contracts }: { reader: Reader; contracts: readonly Contract[] },
): Map<string, string> {
  for (const [id, path] of Object.entries(paths)) {
    const problem = pathProblem(contracts, { id, path });
    if (problem) reader.fail(pointerTo(`${pointer}/paths`, id), problem.found, problem.expected);
  }
  return new Map(Object.entries(paths));
}

function addIdentity(
  identities: Map<string, TlsIdentity>,
  identity: TlsIdentity,
  { url, pointer, reader }: { url: string; pointer: string; reader: Reader },
): void {
  const { origin, protocol } = new URL(url);
  if (protocol !== "https:") reader.fail(`${pointer}/tls`, `tls for ${origin}`, "it with an https URL only");
  if (identities.has(origin)) reader.fail(`${pointer}/tls`, `a second tls for ${origin}`, "one for each server");
  identities.set(origin, identity);
}

/** Reads values of one target file and reports what is wrong with them at their line. */
class Reader {
  readonly #file: SourceFile;
  readonly #variables: TargetFileOptions["variables"];

  constructor(file: SourceFile, variables: TargetFileOptions["variables"]) {
    this.#file = file;
    this.#variables = variables;
  }

  /** @throws UsageError always, at the line of the value a JSON Pointer names */
  fail(pointer: string, found: string, expected: string): never {
    throw UsageError.at(this.#file, pointer, { found, expected });
  }

  known(name: string, pointer: string, { what, names }: { what: string; names: readonly string[] }): void {
    if (names.includes(name)) return;
    this.fail(pointer, `${what} ${name}`, oneOf(name, names, "one of the contract:"));
  }

  url(text: string, pointer: string, allowedHosts: readonly string[]): string {
    try {
      return baseUrl(text, allowedHosts);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      // Not as it was written: there may be a password in it.
      const found = URL.parse(text)?.origin ?? text;
      this.fail(pointer, found, "a base URL alone, http or https, on this machine or on a host that `allow` names");
    }
  }

  values(variables: Record<string, Variable>, pointer: string): Values {
    const entries = Object.entries(variables);
    return Object.fromEntries(entries.map(([name, value]) => [name, this.variable(value, pointerTo(pointer, name))]));
  }

  variable(variable: Variable, pointer: string): string {
    const env = isObject(variable) && Object.keys(variable).length === 1 ? variable.env : undefined;
    if (typeof env !== "string" || env === "") {
      this.fail(
        pointer,
        "something else",
        "{ env: NAME }, the name of an environment variable: secrets stay out of files",
      );
    }
    const value = this.#variables[env];
    if (value !== undefined && value !== "") return value;
    this.fail(`${pointer}/env`, `${env}, which is ${value === "" ? "empty" : "not set"} in the environment`, "a value");
  }

  identity({ passphrase, ...files }: NonNullable<ApiDocument["tls"]>, pointer: string): TlsIdentity {
    const identity: TlsIdentity = Object.fromEntries(
      Object.entries(files).map(([name, path]) => [name, this.#pem(path, `${pointer}/${name}`)]),
    );
    if (passphrase) identity.passphrase = this.variable(passphrase, `${pointer}/passphrase`);
    try {
      createSecureContext(identity);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      this.fail(pointer, `what TLS cannot use (${cause})`, "PEM files of a certificate, its key and its authority");
    }
    return identity;
  }

  /** A file named relative to the target file. */
  #pem(path: string, pointer: string): string {
    const expected = "a PEM file, relative to this one";
    let bytes: Buffer;
    try {
      bytes = firstBytes(resolve(dirname(this.#file.path), path), maximumPemBytes + 1);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
      this.fail(pointer, `${path}, which cannot be read (${code})`, expected);
    }
    if (bytes.length > maximumPemBytes)
      this.fail(pointer, `${path}, which has over ${maximumPemBytes} bytes`, expected);
    return bytes.toString();
  }
}
