// What nobody uses. `knip` alone looks at everything; with --production at what ships, where a test is no user. A parser
// that its own file uses may be exported for tests to reach.
import type { KnipConfig } from "knip";

export default {
  entry: [
    "cli.ts!",
    "mock-server/start-sandbox.ts!",
    "mock-server/vitest.ts!",
    "*/bench/*.ts",
    "**/*.test.ts",
    "mock-server/samples/status.mjs",
  ],
  project: [
    "*.ts!",
    "{spec,mock-server,harness}/**/*.ts!",
    "!**/*.test.ts!",
    "!**/test-*.ts!",
    "!mock-server/samples/**!",
    "!*/bench/**!",
    "!spec/generate.ts!",
    "!*.config.ts!",
  ],
  ignore: ["spec/generated/**"],
  ignoreBinaries: ["openssl"],
  // Started by its path, as the program it is.
  ignoreDependencies: ["@stoplight/prism-cli"],
  ignoreExportsUsedInFile: process.argv.includes("--production") || { interface: true, type: true },
} satisfies KnipConfig;
