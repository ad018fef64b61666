import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["node_modules/**", "dist/**"],
    setupFiles: ["./test-seed.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Vitest leaves a core free for itself, which on two cores is half of the machine.
    maxWorkers: availableParallelism(),
  },
});
