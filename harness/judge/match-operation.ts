import { type Contract, isObject, type JsonObject, type Operation } from "../../spec/contract.ts";

/** Finds the operation of a contract that a recorded call is one of. */
export type MatchOperation = (method: string, url: string) => Operation | undefined;

/**
 * Makes the matcher of a contract (OpenAPI 3.1, Paths Object): by method and path, whatever the host. A path is matched as
 * it is and below the base paths of the contract's servers; a path without templates goes before one with them.
 */
export function matcherOf(contract: Contract): MatchOperation {
  const bases = [...new Set(["", ...serversOf(contract.document).map(basePath)])];
  const candidates = [...contract.operations.values()].map((operation) => ({
    operation,
    pattern: patternOf(operation.path),
    variables: operation.path.split("{").length - 1,
  }));
  const concreteFirst = candidates.toSorted((a, b) => a.variables - b.variables);
  return (method, url) => {
    const path = URL.parse(url)?.pathname;
    if (path === undefined) return undefined;
    const paths = bases.filter((base) => path.startsWith(base)).map((base) => path.slice(base.length));
    const wanted = method.toLowerCase();
    return concreteFirst.find(
      ({ operation, pattern }) => operation.method === wanted && paths.some((below) => pattern.test(below)),
    )?.operation;
  };
}

/** A template variable stands for one segment, or for a part of one. */
function patternOf(template: string): RegExp {
  const parts = template.split(/\{[^}]*\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}$`, "u");
}

function serversOf({ servers }: JsonObject): JsonObject[] {
  return Array.isArray(servers) ? servers.filter(isObject) : [];
}

/** The path of a server's URL, without a slash at its end; variables have their default. */
function basePath({ url, variables }: JsonObject): string {
  const values = isObject(variables) ? variables : {};
  const text = String(url).replace(/\{([^}]*)\}/g, (_, name: string) => {
    const variable = values[name];
    return isObject(variable) ? String(variable.default) : "";
  });
  // A relative URL is one below wherever the contract is, and the host does not count here.
  return (URL.parse(text, "http://contract.invalid/")?.pathname ?? "").replace(/\/$/, "");
}
