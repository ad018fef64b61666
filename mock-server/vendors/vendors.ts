import type { Contract, Operation } from "../../spec/contract.ts";
import { nearest, UsageError } from "../../spec/usage-error.ts";
import type { KnownOperation } from "../journal/near-miss.ts";
import { type BosSeed, bos } from "./bos.ts";
import { type IserveuSeed, iserveu } from "./iserveu.ts";
import type { Vendor, VendorOperation } from "./vendor.ts";

/** The vendors that are stood in for. The first one answers on paths that are nobody's. */
export const vendors: readonly Vendor[] = [bos, iserveu];

/** What has happened before a world begins. */
export interface Seed extends BosSeed, IserveuSeed {}

/** One operation of a contract with the vendor that plays it. */
export interface Played extends VendorOperation {
  vendor: Vendor;
  operation: Operation;
}

/** Who plays what of a contract. */
export interface Cast {
  vendors: readonly Vendor[];
  /** By operationId, in the order of the contract. */
  played: ReadonlyMap<string, Played>;
  /** Every operation with its former paths, for telling what an unanswered call probably meant. */
  known: readonly KnownOperation[];
  /** The vendor whose path it is: one below the first segment of its own paths, former ones included. */
  vendorAt(path: string): Vendor;
}

/**
 * Looks up who plays what of a contract.
 * @param all the vendors there are, one at least
 * @throws UsageError for an operation that none of them plays
 */
export function castOf(contract: Contract, all: readonly Vendor[] = vendors): Cast {
  const [first] = all;
  if (!first) throw new RangeError("at least one vendor is needed");
  const plays = all.flatMap((vendor) =>
    Object.entries(vendor.operations(contract)).map(([id, play]) => ({ id, play, vendor })),
  );
  const roots = new Map<string, Vendor>();
  const played = new Map<string, Played>();
  for (const operation of contract.operations.values()) {
    const found = plays.find(({ id }) => id === operation.id);
    if (!found) {
      const names = plays.map(({ id }) => id);
      const expected = `one that the mock plays: ${names.join(", ")}; did you mean ${nearest(operation.id, names)}?`;
      throw UsageError.at(contract.file, operation.pointer, { found: `operation ${operation.id}`, expected });
    }
    played.set(operation.id, { ...found.play, vendor: found.vendor, operation });
    for (const path of [operation.path, ...(found.play.formerPaths ?? [])]) {
      const root = rootOf(path);
      if (!roots.has(root)) roots.set(root, found.vendor);
    }
  }
  return {
    vendors: all,
    played,
    known: [...played.values()].map(({ operation, formerPaths }) => ({ ...operation, formerPaths })),
    vendorAt: (path) => roots.get(rootOf(path)) ?? first,
  };
}

/** The first segment of a path that has more than one: `/agent/`. */
function rootOf(path: string): string {
  return path.slice(0, path.indexOf("/", 1) + 1);
}
