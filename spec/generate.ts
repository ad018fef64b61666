// Writes spec/generated, or with --check fails when what is there is not what the contracts and the ledger say.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import { parse } from "yaml";

const header = "// Made by `npm run generate`. Do not edit: edit the contract or the ledger.\n";

async function typesOf(contract: string): Promise<string> {
  const nodes = await openapiTS(new URL(contract, import.meta.url), { alphabetize: false });
  return `${header}\n${astToString(nodes)}`;
}

const operationIds = "/** The id of an operation in openapi.yaml. */\nexport type OperationId = keyof operations;\n";

interface LedgerRule {
  id: string;
  default: string;
  alternatives?: { name: string }[];
}

// Parsed without the ledger's own loader: that loader's types come from the file made here.
function rulesOf(ledger: string): string {
  const { rules } = parse(readFileSync(new URL(ledger, import.meta.url), "utf8")) as { rules: LedgerRule[] };
  const ids = rules.map((rule) => `  | "${rule.id}"`).join("\n");
  const readings = rules
    .filter((rule) => rule.alternatives)
    .map((rule) => {
      const names = [rule.default, ...(rule.alternatives ?? []).map((alternative) => alternative.name)];
      return `  "${rule.id}": ${names.map((name) => `"${name}"`).join(" | ")};`;
    })
    .join("\n");
  const interfaceText = `/** The readings of each rule that has more than one, its default first. */\nexport interface Readings {\n${readings}\n}`;
  return `${header}\n/** The id of a rule in rules.yaml. */\nexport type RuleId =\n${ids};\n\n${interfaceText}\n`;
}

const outputs = {
  "generated/openapi.ts": `${await typesOf("openapi.yaml")}\n${operationIds}`,
  "generated/control.ts": await typesOf("control.yaml"),
  "generated/rules.ts": rulesOf("rules.yaml"),
};

for (const [name, text] of Object.entries(outputs)) {
  const url = new URL(name, import.meta.url);
  if (!process.argv.includes("--check")) {
    writeFileSync(url, text);
  } else if (currentText(url) !== text) {
    console.error(`spec/${name} is stale: run \`npm run generate\` and commit the result`);
    process.exitCode = 1;
  }
}

function currentText(url: URL): string | undefined {
  try {
    return readFileSync(url, "utf8");
  } catch {
    return undefined;
  }
}
