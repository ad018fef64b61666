import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkShape } from "../../spec/check-shape.ts";
import { type Contract, loadContract } from "../../spec/contract.ts";
import { isObject } from "../../spec/json/json-value.ts";
import { shortPath } from "../../spec/place.ts";
import { readSourceFile, type SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import schema from "./arazzo.schema.json" with { type: "json" };
import type { ArazzoDocument, SourceDescriptionObject } from "./document.ts";

/** An Arazzo document of the right shape, and the file it stands in. */
export interface ArazzoFile {
  file: SourceFile;
  document: ArazzoDocument;
}

/** What the url of a source description leads to; AsyncAPI is known by its name only and not read. */
export type Followed =
  | { type: "openapi"; contract: Contract }
  | { type: "arazzo"; home: ArazzoFile }
  | { type: "asyncapi" };

export interface LibraryOptions {
  /** Files that stand in for sources, by the name of the source description; `*` for every contract but `control`'s. */
  standIns?: ReadonlyMap<string, string> | undefined;
  /** Arazzo files that a url may mean by their `$self`. */
  beside?: readonly string[] | undefined;
}

/** Files that stand in for sources, by the name of the source description, from texts of the form `NAME=FILE` or `FILE`. */
export function standInsOf(texts: readonly string[]): Map<string, string> {
  return new Map(
    texts.map((text): [string, string] => {
      const [, name = "*", file = text] = /^([A-Za-z0-9_-]+)=(.*)$/.exec(text) ?? [];
      return [name, file];
    }),
  );
}

/**
 * The documents and contracts of one load, each read once and whole before anything in it is looked up (Arazzo 1.1.0,
 * Parsing Documents). Only files are read: a document does not decide what is fetched.
 */
export class Library {
  readonly #contracts = new Map<string, Contract>();
  readonly #documents = new Map<string, ArazzoFile>();
  readonly #standIns: ReadonlyMap<string, string>;
  readonly #beside: readonly string[];
  #selves: Map<string, string> | undefined;

  constructor({ standIns = new Map(), beside = [] }: LibraryOptions = {}) {
    this.#standIns = standIns;
    this.#beside = beside;
  }

  /** The document at a path. @throws UsageError when it cannot be read or is none */
  read(path: string): ArazzoFile {
    return this.#documents.get(resolve(path)) ?? this.add(readSourceFile(path));
  }

  /** The document in a file that is parsed already. @throws UsageError when it is none */
  add(file: SourceFile): ArazzoFile {
    const home = { file, document: checkShape<ArazzoDocument>(file, schema) };
    this.#documents.set(resolve(file.path), home);
    return home;
  }

  /**
   * Follows a source description of a document.
   * @param pointer of the Source Description Object
   * @throws UsageError for a url that leads nowhere, or to what is neither Arazzo nor a contract
   */
  follow(source: SourceDescriptionObject, home: ArazzoFile, pointer: string): Followed {
    if (source.type === "asyncapi") return { type: "asyncapi" };
    const named = this.#standIns.get(source.name);
    const forAny = source.type === "arazzo" || source.name === "control" ? undefined : this.#standIns.get("*");
    const standIn = named ?? forAny;
    const path = standIn === undefined ? this.#pathOf(source, home, pointer) : resolve(standIn);
    const type = source.type ?? (standIn !== undefined && named === undefined ? "openapi" : typeOf(path));
    if (type === "asyncapi") return { type };
    return type === "arazzo" ? { type, home: this.read(path) } : { type, contract: this.#contractAt(path) };
  }

  #contractAt(path: string): Contract {
    const contract = this.#contracts.get(path) ?? loadContract(path);
    this.#contracts.set(path, contract);
    return contract;
  }

  /** A url that is the `$self` of a document means that document, wherever it lies (Arazzo 1.1.0, Identity-Based Referencing). */
  #pathOf(
    { name, url, type = "openapi" }: SourceDescriptionObject,
    { file, document }: ArazzoFile,
    at: string,
  ): string {
    const fail = (found: string, expected: string): never => {
      throw UsageError.at(file, `${at}/url`, { found: `url ${url}${found}`, expected });
    };
    const identity = URL.parse(url, selfOf(file.path, document))?.href;
    const known = identity === undefined ? undefined : this.#bySelf(identity);
    if (known !== undefined) return known;
    const goOn = `--contract ${name}=FILE`;
    if (/^[a-z][a-z0-9+.-]*:/i.test(url) && !/^file:/i.test(url)) {
      return fail("", `a path relative to this file, since nothing is fetched, or ${goOn}`);
    }
    const paths = pathsOf(url, dirname(file.path));
    const path = paths.find((candidate) => existsSync(candidate));
    if (path !== undefined) return path;
    const where = paths[0] === undefined ? "" : ` (${shortPath(paths[0])})`;
    return fail(`, where no file is${where}`, `an ${type} file, relative to this one, or ${goOn}`);
  }

  #bySelf(identity: string): string | undefined {
    this.#selves ??= new Map(
      this.#beside.flatMap((path): [string, string][] => {
        try {
          const { value } = readSourceFile(path);
          const self = isObject(value) && typeof value.$self === "string" ? selfOf(path, value) : undefined;
          return self === undefined ? [] : [[self, resolve(path)]];
        } catch (error) {
          // What is wrong with a file is said when its turn comes.
          if (error instanceof UsageError) return [];
          throw error;
        }
      }),
    );
    return this.#selves.get(identity);
  }
}

/** The base of a document's relative references (Arazzo 1.1.0, Establishing the Base URI). */
function selfOf(path: string, { $self }: { $self?: unknown }): string {
  const place = pathToFileURL(resolve(path)).href;
  return (typeof $self === "string" ? URL.parse($self, place)?.href : undefined) ?? place;
}

/** The files that a url may mean: its text as a path, and that text without percent-encoding (RFC 3986, section 2.1). */
function pathsOf(url: string, folder: string): string[] {
  try {
    if (/^file:/i.test(url)) return [fileURLToPath(url)];
    return [resolve(folder, url), resolve(folder, decodeURIComponent(url))];
  } catch {
    // Not decodable, or a file URL with a host: then it is no path on this machine.
    return /^file:/i.test(url) ? [] : [resolve(folder, url)];
  }
}

/** What a source is of which its description does not say it. */
function typeOf(path: string): Followed["type"] {
  const { value } = readSourceFile(path);
  if (!isObject(value)) return "openapi";
  return "arazzo" in value ? "arazzo" : "asyncapi" in value ? "asyncapi" : "openapi";
}
