import { checkShape } from "../spec/check-shape.ts";
import type { Contract, Paths } from "../spec/contract.ts";
import { pointerTo } from "../spec/json/json-pointer.ts";
import type { Ledger } from "../spec/ledger.ts";
import { pathProblem } from "../spec/paths.ts";
import { placeOf } from "../spec/place.ts";
import { type Reading, type UnknownReading, unknownReading } from "../spec/profile.ts";
import { showValue } from "../spec/schema-error.ts";
import { readSourceFile, type SourceFile } from "../spec/source-file.ts";
import { type Problem, UsageError } from "../spec/usage-error.ts";
import { didYouMean, oneOf } from "../spec/words/did-you-mean.ts";
import { memoryBytesOf, memoryForm } from "./budget/memory-budget.ts";
import schema from "./config.schema.json" with { type: "json" };
import { isOrigin, originForm } from "./exchange/cors.ts";
import { showUnlessSecret } from "./options-check.ts";
import { isReserved } from "./played-contract.ts";
import type { MockOptions } from "./server.ts";
import { vendors } from "./vendors/vendors.ts";
import { type ClockChange, clockProblem } from "./world/clock-change.ts";
import type { Credentials } from "./world/credential.ts";
import { instantRange } from "./world/instant.ts";
import type { SandboxSpec } from "./world/sandbox.ts";

/** What a configuration file decides of a mock. */
export type Config = Pick<
  MockOptions,
  "sandboxes" | "rules" | "paths" | "cors" | "memory" | "journalCapacity" | "maximumSessions" | "magic"
>;

/** A text, or the environment variable that holds it. */
type Secret = string | { env: string };

/** Credentials as they are written, by the vendor's name: the one member that is secret may stand elsewhere. */
type CredentialsText = Readonly<Record<string, readonly Readonly<Record<string, Secret>>[]>>;

interface SandboxText extends Omit<SandboxSpec, "credentials"> {
  credentials?: CredentialsText;
}

interface ConfigText {
  sandboxes?: SandboxText[];
  rules?: Record<string, string>;
  paths?: Paths;
  cors?: string[];
  memory?: string;
  journal?: { capacity?: number };
  sessions?: { maximum?: number };
  magic?: { values?: boolean; header?: boolean };
}

// The sandbox of calls that name nobody has it; see sandboxes.ts.
const reservedName = "unassigned";

export interface ConfigOptions {
  ledger: Ledger;
  /** Whose operations may have other paths. */
  contract: Contract;
  /** Where secrets given by name are read. */
  variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Loads a configuration file.
 * @throws UsageError at the place in it that cannot be used: another shape than `config.schema.json`, a rule or reading
 *   that the ledger does not have, a name taken twice, a time that is none, a secret that the environment does not have,
 *   a path that an operation cannot have
 */
export function loadConfig(path: string, options: ConfigOptions): Config {
  return configOf(readSourceFile(path), options);
}

/** Where the secrets of the first sandbox stand, by the vendor's name: at a line of the file, or in a variable. */
export type SecretPlaces = Readonly<Record<string, string>>;

/** The places of the secrets that a person gave. @param path of a file that {@link loadConfig} has taken */
export function secretPlaces(path: string): SecretPlaces {
  const file = readSourceFile(path);
  const [first] = (file.value as ConfigText).sandboxes ?? [];
  const places = vendors.flatMap(({ name, credentials: { secret } }) => {
    const given = first?.credentials?.[name]?.[0]?.[secret];
    if (given === undefined) return [];
    const { file: at, line, column } = placeOf(file, `/sandboxes/0/credentials/${name}/0/${secret}`);
    const place = `see ${at}:${line}:${column}`;
    return [[name, typeof given === "string" ? place : `in the environment variable ${given.env}`]];
  });
  return Object.fromEntries(places);
}

/** The configuration in a parsed file; see {@link loadConfig}. */
export function configOf(file: SourceFile, { ledger, contract, variables }: ConfigOptions): Config {
  const text = checkShape<ConfigText>(file, schema, showUnlessSecret);
  refuseUnknownReadings(file, ledger, { at: "/rules", rules: text.rules });
  refuseTaken(file, text.sandboxes ?? []);
  for (const [id, path] of Object.entries(text.paths ?? {})) {
    const problem = pathProblem([contract], { id, path }, isReserved);
    if (problem) refuse(file, pointerTo("/paths", id), problem);
  }
  const stranger = (text.cors ?? []).findIndex((origin) => !isOrigin(origin));
  if (stranger >= 0)
    refuse(file, `/cors/${stranger}`, { found: showValue(text.cors?.[stranger]), expected: originForm });
  const sandboxes = text.sandboxes?.map((sandbox, index): SandboxSpec => {
    const at = `/sandboxes/${index}`;
    refuseUnknownReadings(file, ledger, { at: `${at}/rules`, rules: sandbox.rules });
    refuseClock(file, `${at}/clock`, sandbox.clock);
    const { credentials, ...spec } = sandbox;
    const secrets = { file, at: `${at}/credentials`, variables };
    return credentials ? { ...spec, credentials: credentialsOf(credentials, secrets) } : spec;
  });
  const { rules, paths, cors, journal, sessions, magic } = text;
  const memory = text.memory === undefined ? undefined : memoryBytesOf(text.memory);
  if (text.memory !== undefined && memory === undefined) {
    refuse(file, "/memory", { found: showValue(text.memory), expected: memoryForm });
  }
  return {
    ...(sandboxes ? { sandboxes } : {}),
    ...(rules ? { rules } : {}),
    ...(paths ? { paths } : {}),
    ...(cors ? { cors } : {}),
    ...(memory === undefined ? {} : { memory }),
    ...(journal?.capacity === undefined ? {} : { journalCapacity: journal.capacity }),
    ...(sessions?.maximum === undefined ? {} : { maximumSessions: sessions.maximum }),
    ...(magic ? { magic: { values: true, header: true, ...magic } } : {}),
  };
}

function refuseClock(file: SourceFile, pointer: string, change: ClockChange = {}): void {
  const problem = clockProblem(change);
  if (problem === "real") {
    const expected = "another mode: real time cannot be set";
    refuse(file, `${pointer}/mode`, { found: "mode real beside at", expected });
  }
  if (problem === "range") refuse(file, `${pointer}/at`, { found: showValue(change.at), expected: instantRange });
}

function refuse(file: SourceFile, pointer: string, problem: Problem): never {
  throw UsageError.at(file, pointer, problem);
}

function refuseUnknownReadings(
  file: SourceFile,
  ledger: Ledger,
  { at, rules = {} }: { at: string; rules: Record<string, string> | undefined },
): void {
  for (const [rule, name] of Object.entries(rules)) {
    const unknown = unknownReading(ledger, { rule, name });
    if (unknown) refuse(file, pointerTo(at, rule), readingProblem({ rule, name }, unknown));
  }
}

function readingProblem({ rule, name }: Reading, why: UnknownReading): Problem {
  switch (why.unknown) {
    case "rule":
      return { found: `unknown rule ${rule}`, expected: `a rule of the ledger; ${didYouMean(rule, why.names)}` };
    case "choice":
      return { found: `rule ${rule}, which has one reading only`, expected: "a rule that has alternatives" };
    case "reading": {
      return { found: `unknown reading ${name} of ${rule}`, expected: oneOf(name, why.names) };
    }
    default:
      return why satisfies never;
  }
}

/** Each name once, and each id in one sandbox only: it tells whose a call is. */
function refuseTaken(file: SourceFile, sandboxes: readonly SandboxText[]): void {
  const owners = new Map<string, string>([[`name ${reservedName}`, "calls that name no sandbox"]]);
  for (const [index, { name, credentials = {} }] of sandboxes.entries()) {
    const at = `/sandboxes/${index}`;
    // Credentials that are made go by the sandbox's name.
    const ids = vendors.flatMap(({ name: vendor, credentials: { id } }) =>
      (credentials[vendor] ?? [{ [id]: name }]).map((each, index) => ({
        text: `${id} ${each[id]}`,
        pointer: `${at}/credentials/${vendor}/${index}/${id}`,
      })),
    );
    const claims = [{ text: `name ${name}`, pointer: `${at}/name` }, ...ids];
    const owner = `sandbox ${name}`;
    for (const { text, pointer } of claims) {
      const other = owners.get(text);
      // One sandbox may list an id twice, with an old secret and a new one.
      if (other !== undefined && (other !== owner || text === `name ${name}`)) {
        refuse(file, pointer, { found: `${text}, which is taken by ${other}`, expected: "another" });
      }
      owners.set(text, owner);
    }
  }
}

interface SecretSource {
  file: SourceFile;
  /** JSON Pointer to the credentials. */
  at: string;
  variables: ConfigOptions["variables"];
}

function credentialsOf(credentials: CredentialsText, source: SecretSource): Credentials {
  return Object.fromEntries(
    Object.entries(credentials).map(([vendor, given]) => [
      vendor,
      given.map((each, index) => {
        const at = `/${vendor}/${index}`;
        const members = Object.entries(each).map(([name, text]) => [name, secretOf(text, `${at}/${name}`, source)]);
        return Object.fromEntries(members);
      }),
    ]),
  );
}

function secretOf(secret: Secret, pointer: string, { file, at, variables }: SecretSource): string {
  if (typeof secret === "string") return secret;
  const value = variables[secret.env];
  if (value !== undefined && value.length >= 1 && value.length <= 200) return value;
  const problem = value === undefined ? "is not set" : `holds ${value.length} characters`;
  const found = `environment variable ${secret.env}, which ${problem}`;
  return refuse(file, `${at}${pointer}`, { found, expected: "one with 1 to 200 characters" });
}
