import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Contract, loadContract } from "../../spec/contract.ts";
import { shortPath } from "../../spec/place.ts";
import type { SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import type { ArazzoDocument } from "./document.ts";
import type { Scenario, Source } from "./scenario.ts";

/** Files that are already loaded; a scenario that is being loaded is `undefined`. */
export interface Loaded {
  contracts: Map<string, Contract>;
  scenarios: Map<string, Scenario | undefined>;
  /** Files that stand in for the contract of a source description, by its name; `*` for every one but `control`. */
  standIns: ReadonlyMap<string, string>;
  /** Loads a scenario that is not there yet. */
  load(path: string): Scenario;
}

/** Files that stand in for contracts, by the name of the source description, from texts of the form `NAME=FILE` or `FILE`. */
export function standInsOf(texts: readonly string[]): Map<string, string> {
  return new Map(
    texts.map((text): [string, string] => {
      const [, name = "*", file = text] = /^([A-Za-z0-9_-]+)=(.*)$/.exec(text) ?? [];
      return [name, file];
    }),
  );
}

/**
 * Follows the url of a source description. Only files are read; a scenario does not decide what is fetched.
 * @throws UsageError for a url that leads nowhere or in a circle, and for a source of AsyncAPI
 */
export function loadSource(
  source: ArazzoDocument["sourceDescriptions"][number],
  { file, pointer, loaded }: { file: SourceFile; pointer: string; loaded: Loaded },
): Source {
  const { name, url, type = "openapi" } = source;
  const fail = (member: string, found: string, expected: string): never => {
    throw UsageError.at(file, `${pointer}/${member}`, { found, expected });
  };
  if (type === "asyncapi") return fail("type", `source description ${name} of type asyncapi`, "openapi or arazzo");
  const standIn = loaded.standIns.get(name) ?? (name === "control" ? undefined : loaded.standIns.get("*"));
  if (type === "openapi" && standIn !== undefined) {
    const path = resolve(standIn);
    return { name, url, type, contract: contractAt(path, loaded) };
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) && !url.startsWith("file:")) {
    fail("url", `url ${url}`, "a path relative to this file: nothing is fetched");
  }
  const path = pathOf(url, file) ?? fail("url", `url ${url}`, "the path of a file on this machine");
  if (!existsSync(path))
    fail("url", `url ${url}, where no file is (${shortPath(path)})`, `an ${type} file, relative to this one`);
  if (type === "arazzo") {
    if (loaded.scenarios.has(path) && !loaded.scenarios.get(path)) {
      const expected = "scenario files that do not refer to each other in a circle";
      fail("url", `url ${url}, which refers back to this file`, expected);
    }
    return { name, url, type, scenario: loaded.load(path) };
  }
  return { name, url, type, contract: contractAt(path, loaded) };
}

/** The path that a url means, relative to the file it stands in; `undefined` for a file URL that means none. */
function pathOf(url: string, file: SourceFile): string | undefined {
  try {
    return url.startsWith("file:") ? fileURLToPath(url) : resolve(dirname(file.path), url);
  } catch {
    return undefined;
  }
}

function contractAt(path: string, { contracts }: Loaded): Contract {
  const contract = contracts.get(path) ?? loadContract(path);
  contracts.set(path, contract);
  return contract;
}
