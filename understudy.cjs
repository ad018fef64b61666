// The door of npm's scripts: a Node that cannot read TypeScript reads this, and says what is needed.
const { refusal } = require("./spec/node-version.cjs");

if (refusal === undefined) {
  import("./cli.ts");
} else {
  process.stderr.write(`understudy: ${refusal}\n`);
  process.exitCode = 2;
}
