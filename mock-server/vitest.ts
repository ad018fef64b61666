// A Vitest fixture. One server a worker; every test has a sandbox of its own on it, which is gone when the test ends.
//
// A sandbox rather than a session, since a client under test then needs nothing but base URL and credentials; and rather
// than a reset, since tests may then run at the same time (test.concurrent). While they do, a call that names nobody, by
// a wrong client_id or without a token, could be anybody's: it happens in none of their sandboxes.

import "./needed-node.ts";
import { type TestAPI, test } from "vitest";
import { callerCredentialsOf } from "./caller-credentials.ts";
import { checkOptions } from "./options-check.ts";
import { handleOf } from "./sandbox-handle.ts";
import { type OperationPaths, type SandboxBeginning, sandboxSpecOf } from "./sandbox-options.ts";
import { startMock } from "./server.ts";
import type { ReachableSandbox } from "./start-sandbox.ts";

/** What a test can ask for. */
export interface SandboxFixtures {
  /** How each test's sandbox begins; change it with `sandboxTest.extend({ sandboxOptions: ... })`. */
  sandboxOptions: SandboxBeginning;
  /** Where the operations answer; change it with `sandboxTest.extend({ sandboxPaths: ... })`. */
  sandboxPaths: OperationPaths;
  /** The test's own sandbox. */
  sandbox: ReachableSandbox;
  /** The server of all tests of a worker. */
  sandboxServer: SandboxServer;
}

/** Both vendor APIs on one port, for any number of sandboxes. */
export interface SandboxServer {
  /** Makes a sandbox with random credentials unless told otherwise; disposed of, it is gone. */
  create(beginning: SandboxBeginning): Promise<ReachableSandbox & AsyncDisposable>;
}

/** Vitest's `test` with a sandbox for each test: `sandboxTest("...", async ({ sandbox }) => { ... })`. */
export const sandboxTest: TestAPI<SandboxFixtures> = test.extend<SandboxFixtures>({
  sandboxPaths: [{}, { scope: "worker" }],
  sandboxServer: [
    async ({ sandboxPaths }, use) => {
      await using server = await startServer(sandboxPaths);
      await use(server);
    },
    { scope: "worker" },
  ],
  sandboxOptions: {},
  sandbox: async ({ sandboxServer, sandboxOptions }, use) => {
    await using sandbox = await sandboxServer.create(sandboxOptions);
    await use(sandbox);
  },
});

async function startServer(paths: OperationPaths): Promise<SandboxServer & AsyncDisposable> {
  checkOptions("sandboxPaths", paths);
  const { vendor: url, sandboxes, faultAnswers, stop } = await startMock({ sandboxes: [], paths });
  let count = 0;
  return {
    async create(beginning) {
      checkOptions("sandboxOptions", beginning);
      const sandbox = await sandboxes.create(sandboxSpecOf(`test-${++count}`, beginning));
      return {
        ...handleOf({ sandbox, worldNow: () => sandbox.main, faultAnswers }),
        url,
        credentials: callerCredentialsOf(sandbox.credentials),
        headers: {},
        async [Symbol.asyncDispose]() {
          sandboxes.delete(sandbox.name);
        },
      };
    },
    [Symbol.asyncDispose]: stop,
  };
}
