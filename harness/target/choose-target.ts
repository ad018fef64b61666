import { randomUUID } from "node:crypto";
import type { Contract, Paths } from "../../spec/contract.ts";
import { pathProblem, withPaths } from "../../spec/paths.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { standInsOf } from "../arazzo/library.ts";
import type { Values } from "../expression/scope.ts";
import { type Call, contractsOf, type Scenario, withReferred } from "../scenario/scenario.ts";
import { beginSession, giveBack, type MockControl } from "./mock-sessions.ts";
import { addressOf, isLocal, type Target, targetOf } from "./target.ts";
import { loadTargetFile } from "./target-file.ts";

/** What is to be run against, as it is named, and the limits that go before those of a target file. */
export interface TargetOptions {
  target?: string;
  control?: string;
  controlToken?: string;
  allowHost?: string[];
  allowWrites?: true;
  /** Paths by operationId, in place of the contract's and a target file's. */
  path: Paths;
  /** Readings by rule id, for a mock of our own to play. */
  rule: Record<string, string>;
  /** Files that a mock of our own is to play by in place of those that ship; a contract as `FILE` or `NAME=FILE`. */
  contract: string[];
  ledger?: string;
  concurrency?: number;
  /** Requests per second. */
  rate?: number;
  /** Requests in all. */
  budget?: number;
  /** Seconds for one whole answer. */
  timeout?: number;
}

/** What choosing a target takes from the process it runs in; it knows nothing of the mock but how to start one. */
export interface TargetSetting {
  startMock: StartMock;
  /** Credentials that are no secret: those every mock has unless told otherwise. Offered to this machine only. */
  publishedInputs: () => Promise<Values>;
  /** The variables of the process. */
  variables: Readonly<Record<string, string | undefined>>;
}

/** What a mock plays by: readings by rule id, paths by operationId, and files in place of those that ship. */
export interface MockPlay {
  rules: Record<string, string>;
  paths?: Paths;
  ledger?: string | undefined;
  contract?: string | undefined;
}

/** Starts a mock that plays as it is told. */
export type StartMock = (play: MockPlay) => Promise<OwnMock>;

/** A mock that answers, with the inputs that are its to give. */
export interface OwnMock extends AsyncDisposable {
  vendor: string;
  control: string;
  inputs: Values;
}

/** What is run against, and how. */
export interface Against extends AsyncDisposable {
  target: Target;
  inputs: Values;
  timeoutMs?: number | undefined;
  concurrency: number;
  /** Keep the workflows of a run apart at a mock; see `SessionUse`. */
  sessions?: Record<"begin" | "giveBack", (session: string) => Promise<void>> & {
    sessionOf: (group: number) => string;
  };
}

/** How many workflows run at once against a mock of our own. */
const ownConcurrency = 8;

/** What scenarios call the contract that the mock plays. */
const playedSource = "vendors";

/** The target that the options name. @throws UsageError for one that cannot be called as it is named */
export async function chosenTarget(
  scenarios: readonly Scenario[],
  options: TargetOptions,
  setting: TargetSetting,
): Promise<Against> {
  const { target: name, timeout } = options;
  refuseStrangePaths(options.path, scenarios);
  if (name === undefined) return ownMock(scenarios, options, setting);
  const isFile = !/^[a-z][a-z0-9+.-]*:\/\//i.test(name) && /\.(ya?ml|json)$/i.test(name);
  const found = isFile ? fromFile(name, scenarios, { options, setting }) : fromUrl(name, scenarios, options);
  const target = limited(found.target, options);
  const published = isLocal(target) ? await setting.publishedInputs() : {};
  const token = options.controlToken ?? setting.variables.UNDERSTUDY_INPUT_controlToken;
  const inputs = { ...published, ...found.inputs, ...(token === undefined ? {} : { controlToken: token }) };
  // A mock is told by its control API. Its sessions are used only where workflows run at once: who has armed a fault, or
  // moved the clock, did that for calls without one.
  const isMock = target.servers.control !== undefined || target.apis?.has("control") === true;
  const batch = randomUUID().slice(0, 8);
  const isApart = isMock && (options.concurrency ?? 1) > 1;
  return {
    target,
    inputs,
    timeoutMs: timeout === undefined ? found.timeoutMs : timeout * 1000,
    concurrency: 1,
    ...(isApart ? { sessions: sessionsAt(controlOf(target, inputs), (group) => `check-${batch}-${group}`) } : {}),
    [Symbol.asyncDispose]: async () => {},
  };
}

function sessionsAt(control: MockControl, sessionOf: (group: number) => string): NonNullable<Against["sessions"]> {
  return {
    sessionOf,
    begin: (session) => beginSession(session, control),
    giveBack: (session) => giveBack(session, control),
  };
}

/** @throws UsageError where nobody gave the token that a mock's control API wants */
function controlOf({ servers, apis }: Target, { controlToken }: Values): MockControl {
  const url = servers.control ?? apis?.get("control")?.url ?? "";
  if (typeof controlToken === "string") return { url, token: controlToken };
  const cause = "each group of workflows has a session there, which has to be given back";
  throw new UsageError(`--concurrency at a mock needs its --control-token: ${cause}`);
}

/** A mock of our own, which takes every step of the scenarios that ship. */
async function ownMock(
  scenarios: readonly Scenario[],
  options: TargetOptions,
  setting: TargetSetting,
): Promise<Against> {
  const strange = sourceNames(scenarios).filter((name) => name !== playedSource && name !== "control");
  if (strange.length > 0) {
    const cause = `${strange.join(" and ")}, which the mock does not play: say where it is with --target`;
    throw new UsageError(`scenarios call ${cause}`);
  }
  const standIns = standInsOf(options.contract);
  const contract = standIns.get(playedSource) ?? standIns.get("*");
  const mock = await setting.startMock({ rules: options.rule, paths: options.path, ledger: options.ledger, contract });
  const target = targetOf("the mock, started for this run", { [playedSource]: mock.vendor, control: mock.control }, []);
  return {
    target: limited(target, options),
    inputs: mock.inputs,
    timeoutMs: options.timeout === undefined ? undefined : options.timeout * 1000,
    concurrency: ownConcurrency,
    sessions: sessionsAt(
      { url: mock.control, token: String(mock.inputs.controlToken) },
      (group) => `workflow-${group}`,
    ),
    [Symbol.asyncDispose]: () => mock[Symbol.asyncDispose](),
  };
}

/** A target with the paths and limits of the command line, which go before those of a target file. */
function limited(target: Target, { path, allowWrites, rate, budget }: TargetOptions): Target {
  return {
    ...target,
    paths: new Map(Object.entries(path)),
    ...(allowWrites ? { allowsWrites: true } : {}),
    ...(rate === undefined ? {} : { requestsPerSecond: rate }),
    ...(budget === undefined ? {} : { maximumRequests: budget }),
  };
}

type Named = { target: Target; inputs: Values; timeoutMs?: number | undefined };

/** One base URL for everything but the control API. */
function fromUrl(url: string, scenarios: readonly Scenario[], { control, allowHost = [] }: TargetOptions): Named {
  const servers = Object.fromEntries([playedSource, ...sourceNames(scenarios)].map((name) => [name, url]));
  return { target: targetOf(url, { ...servers, control }, allowHost), inputs: {} };
}

function fromFile(
  path: string,
  scenarios: readonly Scenario[],
  { options: { control, allowHost = [] }, setting }: { options: TargetOptions; setting: TargetSetting },
): Named {
  const file = loadTargetFile(path, { scenarios, variables: setting.variables, allowedHosts: allowHost });
  const { servers } = targetOf(file.target.name, { control }, allowHost);
  return { ...file, target: { ...file.target, servers } };
}

/** The base URLs that the steps of some scenarios call. */
export function addressesOf(target: Target, scenarios: readonly Scenario[]): Set<string> {
  const found = callsOf(scenarios).map((call) => {
    return target.provided?.has(call.operation.id) ? undefined : addressOf(target, call)?.server;
  });
  return new Set(found.filter((server) => server !== undefined));
}

/**
 * The contracts of some scenarios with the paths that a target has: they tell what of its URLs is a parameter.
 * @throws UsageError for two operations on one method and path
 */
export function contractsAt(target: Target, scenarios: readonly Scenario[]): Contract[] {
  const moved = new Map<Contract, Record<string, string>>();
  for (const call of callsOf(scenarios)) {
    const { id, path } = addressOf(target, call)?.operation ?? call.operation;
    if (path !== call.operation.path) moved.set(call.contract, { ...moved.get(call.contract), [id]: path });
  }
  return contractsOf(scenarios).map((contract) => withPaths(contract, moved.get(contract) ?? {}));
}

/** @throws UsageError for a path of an operation that no contract has, and for one that it cannot have */
function refuseStrangePaths(paths: Paths, scenarios: readonly Scenario[]): void {
  const contracts = contractsOf(scenarios);
  for (const [id, path] of Object.entries(paths)) {
    const problem = pathProblem(contracts, { id, path });
    if (problem) throw UsageError.of(problem);
  }
}

function callsOf(scenarios: readonly Scenario[]): (Call & { kind: "operation" })[] {
  const workflows = withReferred(scenarios).flatMap((scenario) => [...scenario.workflows.values()]);
  return workflows.flatMap(({ steps }) => steps.map(({ call }) => call)).filter((call) => call.kind === "operation");
}

/** The names of all source descriptions of type openapi, each once. */
function sourceNames(scenarios: readonly Scenario[]): string[] {
  const sources = withReferred(scenarios).flatMap((scenario) => [...scenario.sources.values()]);
  return [...new Set(sources.filter(({ type }) => type === "openapi").map(({ name }) => name))];
}
