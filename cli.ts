#!/usr/bin/env node
// The one door. An old Node reads this file, if little else, and says what is needed.
import { createRequire } from "node:module";

const { refusal } = createRequire(import.meta.url)("./spec/node-version.cjs") as { refusal: string | undefined };
if (refusal === undefined) {
  const { watchEnds } = await import("./ending.ts");
  watchEnds();
  await import("./program.ts");
} else {
  process.stderr.write(`understudy: ${refusal}\n`);
  // Usage: what is wrong is the user's to mend.
  process.exitCode = 2;
}
