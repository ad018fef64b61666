// A client of the control API for tests, which has every exchange judged by the contract.
import { type Contract, controlContractPath, loadContract, type Operation } from "../spec/contract.ts";
import type { Reply } from "./test-caller.ts";

/** What judges: the runner's own judge, which only a test may import. */
export interface ExchangeJudge {
  judge(
    exchange: {
      request: { method: string; url: string; headers: [string, string][]; body: string };
      response: { status: number; headers: [string, string][]; body: Buffer };
      durationMs: number;
    },
    at: { operation: Operation; scenario: { file: string; line: number; column: number }; breaksRequest: boolean },
  ): { findings: { where: string; expected: string; actual: string }[] };
}

export const controlContract: Contract = loadContract(controlContractPath);

export interface ControlOptions {
  headers?: Record<string, string>;
  /** An object is sent as JSON, a text as it is. */
  body?: object | string;
}

/** Calls of the control API at a base URL. An answer that the contract does not document is an error. */
export function controlCaller(at: { control: string; controlToken: string }, judge: ExchangeJudge) {
  return async (call: string, { body, headers = {} }: ControlOptions = {}): Promise<Reply> => {
    const [method = "", path = ""] = call.split(" ");
    const sent: Record<string, string> = { authorization: `Bearer ${at.controlToken}`, ...headers };
    if (body !== undefined) sent["content-type"] ??= "application/json";
    const text = typeof body === "object" ? JSON.stringify(body) : body;
    const url = at.control + path;
    const response = await fetch(url, { method, headers: sent, ...(text === undefined ? {} : { body: text }) });
    const bytes = Buffer.from(await response.arrayBuffer());
    const operation = operationOf(method, path);
    if (operation) {
      const exchange = {
        request: { method, url, headers: Object.entries(sent), body: text ?? "" },
        response: { status: response.status, headers: headerPairs(response.headers), body: bytes },
        durationMs: 0,
      };
      const scenario = { file: "", line: 1, column: 1 };
      // What the mock took must be what the contract allows; what it refused is broken on purpose.
      const { findings } = judge.judge(exchange, { operation, scenario, breaksRequest: response.status >= 400 });
      if (findings.length > 0) throw new Error(`${call} breaks the contract: ${JSON.stringify(findings)}`);
    }
    return {
      status: response.status,
      headers: response.headers,
      body: bytes.length === 0 ? undefined : JSON.parse(bytes.toString()),
    };
  };
}

/** The operation that a call is of; `undefined` for a path or method that the contract does not have. */
function operationOf(method: string, path: string): Operation | undefined {
  const segments = path.split("?")[0]?.split("/") ?? [];
  const matches = (template: string[]) =>
    template.length === segments.length && template.every((part, i) => part.startsWith("{") || part === segments[i]);
  return [...controlContract.operations.values()].find(
    (operation) => operation.method === method.toLowerCase() && matches(operation.path.split("/")),
  );
}

export function headerPairs(headers: Headers): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  headers.forEach((value, name) => {
    pairs.push([name, value]);
  });
  return pairs;
}
