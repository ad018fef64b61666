import { type Contract, loadContract, type Paths } from "../spec/contract.ts";
import { type IsReserved, withPaths, writtenPath } from "../spec/paths.ts";
import { probePaths } from "./exchange/probe.ts";

/**
 * The contract that a mock plays. Whatever names a path reads it from the operations of this one.
 * @param options.contract path of the file; the one that ships unless told otherwise
 * @param options.paths by operationId; those of the contract for the rest
 * @throws UsageError for a file that cannot be used, and for paths that cannot be set
 */
export function playedContract({ contract, paths = {} }: { contract?: string; paths?: Paths } = {}): Contract {
  return withPaths(loadContract(contract), paths, isReserved);
}

/** The mock's own places on the vendors' port: its probes, and `/understudy` but for a stand-in that is written there. */
export const isReserved: IsReserved = (path, operation) =>
  probePaths.includes(path) || (/^\/understudy(\/|$)/.test(path) && path !== writtenPath(operation));
