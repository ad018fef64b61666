// The package as its users get it: built, packed, unpacked into a project of theirs, with the README's own files in it.

import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = import.meta.dirname;

/** Runs a program to its end. @throws with all that it wrote, where it fails */
async function run(program: string, parameters: string[], cwd = root): Promise<void> {
  try {
    await promisify(execFile)(program, parameters, { cwd });
  } catch (error) {
    const { message, stdout, stderr } = error as Error & { stdout: string; stderr: string };
    throw new Error([message, stdout, stderr].join("\n"));
  }
}

const place = mkdtempSync(join(tmpdir(), "understudy-package-"));
const project = join(place, "project");
const modules = join(root, "node_modules");

// The types of Express are for building the package only: its users do not have them.
const unlinked = [".bin", ".vite", ".vite-temp", ".package-lock.json", "@types", "@understudy"];

beforeAll(async () => {
  const source = join(place, "source");
  const kept = readdirSync(root).filter((name) => !["node_modules", "dist", ".git", "reports"].includes(name));
  for (const name of kept) cpSync(join(root, name), join(source, name), { recursive: true });
  symlinkSync(modules, join(source, "node_modules"));
  await run("npm", ["run", "build"], source);
  await run("npm", ["pack", "--pack-destination", place], source);

  const own = join(project, "node_modules");
  mkdirSync(join(own, "@understudy/sandbox"), { recursive: true });
  mkdirSync(join(own, "@types"));
  for (const name of readdirSync(modules).filter((each) => !unlinked.includes(each))) {
    symlinkSync(join(modules, name), join(own, name));
  }
  for (const name of readdirSync(join(modules, "@types")).filter((each) => !each.startsWith("express"))) {
    symlinkSync(join(modules, "@types", name), join(own, "@types", name));
  }
  const [packed = ""] = readdirSync(place).filter((name) => name.endsWith(".tgz"));
  await run("tar", ["-xzf", join(place, packed), "--strip-components=1", "-C", join(own, "@understudy/sandbox")]);

  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  for (const [name, text] of readmeFiles()) writeFileSync(join(project, name), text);
}, 120_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** The files that "In a test" shows: each block begins with its file's name. */
function readmeFiles(): [name: string, text: string][] {
  const page = readFileSync(join(root, "README.md"), "utf8");
  const section = page.split(/^## /m).find((part) => part.startsWith("In a test\n")) ?? "";
  return [...section.matchAll(/^```ts\n\/\/ (\S+)\n.*?^```$/gms)].map(([block, name = ""]) => [
    name,
    block.slice("```ts\n".length, -"```".length),
  ]);
}

test("it holds built code, contracts and scenarios, no sources and no tests", () => {
  const files = readdirSync(join(project, "node_modules/@understudy/sandbox"), { recursive: true, encoding: "utf8" });
  expect(files).toEqual(
    expect.arrayContaining(["dist/cli.js", "dist/spec/openapi.yaml", "dist/spec/control.yaml", "dist/spec/rules.yaml"]),
  );
  const built = files.filter((name) => name.startsWith("dist/"));
  expect(built.filter((name) => /\.test\.|(?<!\.d)\.ts$/.test(name))).toEqual([]);
});

test("the built command runs, and on an old Node says what is needed; so does an import", () => {
  const own = join(project, "node_modules/@understudy/sandbox");
  const cli = join(own, JSON.parse(readFileSync(join(own, "package.json"), "utf8")).bin.understudy);
  const ran = (...parameters: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: project, encoding: "utf8" });
    return { status, stdout, stderr };
  };
  expect(ran(cli, "--version")).toMatchObject({ status: 0, stderr: "" });
  // Loaded first, it makes this Node give itself out for an old one.
  const disguise = join(place, "disguise.cjs");
  const versions = '{ ...process.versions, node: "20.20.2" }';
  writeFileSync(disguise, `Object.defineProperty(process, "versions", { value: ${versions} });`);
  const sentence = "needs Node 24.18 or newer; this is 20.20";
  expect(ran("--require", disguise, cli, "serve")).toEqual({
    status: 2,
    stdout: "",
    stderr: `understudy: ${sentence}\n`,
  });
  for (const name of ["@understudy/sandbox", "@understudy/sandbox/vitest"]) {
    const { stderr } = ran("--require", disguise, "--input-type=module", "--eval", `import "${name}"`);
    expect(stderr).toContain(`Error: @understudy/sandbox ${sentence}\n`);
  }
});

test("the README's tests pass as printed", async () => {
  expect(readmeFiles().map(([name]) => name)).toEqual([
    "status-client.ts",
    "status-client.test.ts",
    "sandboxes.test.ts",
  ]);
  const vitest = join(modules, "vitest/vitest.mjs");
  const report = join(place, "report.json");
  await run(process.execPath, [vitest, "run", "--reporter=json", `--outputFile=${report}`], project);
  const { success, numPassedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  expect({ success, numPassedTests, files: testResults.length }).toEqual({
    success: true,
    numPassedTests: 5,
    files: 2,
  });
});

test("the README's tests and the package's own declarations are well typed, in a project without its build tools", async () => {
  const options = {
    ...{ strict: true, noEmit: true, target: "es2024", module: "nodenext", lib: ["es2024", "esnext.disposable"] },
    ...{ types: ["node"], allowImportingTsExtensions: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
  const tsc = join(modules, "typescript/bin/tsc");
  const stdout = await run(process.execPath, [tsc], project).then(() => "", String);
  // Other packages' declarations are not ours to mend.
  const ours = /^(?!node_modules\/(?!@understudy\/))\S+\(\d+,\d+\): .*$/gm;
  expect(stdout.match(ours) ?? []).toEqual([]);
});
