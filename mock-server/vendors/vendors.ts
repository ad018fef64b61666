import type { Contract, Operation } from "../../spec/contract.ts";
import { writtenPath } from "../../spec/paths.ts";
import { shortPath } from "../../spec/place.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { listed, oneOf } from "../../spec/words/did-you-mean.ts";
import type { KnownOperation } from "../journal/near-miss.ts";
import { type BosSeed, bos } from "./bos.ts";
import { type IserveuSeed, iserveu } from "./iserveu.ts";
import type { StrayCall, Vendor, VendorOperation } from "./vendor.ts";

/** The vendors that are stood in for. */
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
  /** By path, exactly as it must be sent. */
  at: ReadonlyMap<string, readonly Played[]>;
  /** Every operation, for telling what an unanswered call probably meant. */
  known: readonly KnownOperation[];
  /** The vendor that a call to no path of ours looks like one of; `undefined` where it looks like nobody's. */
  claimantOf(call: StrayCall): Vendor | undefined;
}

/**
 * Looks up who plays what of a contract.
 * @throws UsageError for an operation that none of them plays
 */
export function castOf(contract: Contract, all: readonly Vendor[] = vendors): Cast {
  const plays = all.flatMap((vendor) =>
    Object.entries(vendor.operations(contract)).map(([id, play]) => ({ id, play, vendor })),
  );
  const names = plays.map(({ id }) => id);
  refuseOthersContract(contract, { names, all });
  const played = new Map<string, Played>();
  for (const operation of contract.operations.values()) {
    const found = plays.find(({ id }) => id === operation.id);
    if (!found) {
      const expected = oneOf(operation.id, names, "one that the mock plays:");
      throw UsageError.at(contract.file, operation.pointer, { found: `operation ${operation.id}`, expected });
    }
    played.set(operation.id, { ...found.play, vendor: found.vendor, operation });
  }
  return {
    vendors: all,
    played,
    at: Map.groupBy(played.values(), ({ operation }) => operation.path),
    known: [...played.values()].map((one) => ({ ...one.operation, elsewhere: elsewhereOf(one) })),
    claimantOf: (call) =>
      all.find((vendor) => vendor.claims(call) === "certain") ?? all.find((vendor) => vendor.claims(call) === "likely"),
  };
}

/** @throws UsageError for the contract of another API, which no mock of these vendors can play */
function refuseOthersContract(
  { file, operations }: Contract,
  { names, all }: { names: readonly string[]; all: readonly Vendor[] },
): void {
  const own = [...operations.keys()];
  if (own.some((id) => names.includes(id))) return;
  const found = own.length === 0 ? "no operation" : `operations of another API (${listed(own)})`;
  const name = shortPath(file.path);
  const titles = all.map(({ title }) => title).join(" and ");
  const advice = [
    `this mock plays ${titles} only: ${names.join(", ")}`,
    `judge a server of another API with understudy check --contract ${name} --target URL`,
    `mock it from its contract with Prism, npx @stoplight/prism-cli mock ${name}`,
  ];
  throw UsageError.at(file, "", { found, expected: `a contract with operations of the vendors; ${advice.join("; ")}` });
}

/** Where an operation might be looked for and is not: on a path it had once, and on the contract's where another is set. */
function elsewhereOf({ operation, formerPaths = [] }: Played): NonNullable<KnownOperation["elsewhere"]> {
  const written = writtenPath(operation);
  return [
    ...(written === operation.path ? [] : [{ path: written, reason: "it has another path here" }]),
    ...formerPaths.map((path) => ({ path, reason: "the stand-in's path has changed" })),
  ];
}
