import { InvalidFile, type SourceFile } from "../spec/source-file.ts";
import type { Source, WorkflowReference } from "./arazzo.ts";
import type { ArazzoDocument } from "./arazzo-document.ts";
import { type Expression, parseExpression } from "./expression.ts";
import { MalformedText } from "./malformed-text.ts";

/** The names that expressions of one workflow may use. */
export interface Names {
  /** Declared inputs; `undefined` where the workflow does not say which there are. */
  inputs: ReadonlySet<string> | undefined;
  /** Outputs by step; `undefined` where they are those of a called workflow. */
  steps: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** Ids of the workflows of this file. */
  workflows: ReadonlySet<string>;
}

/** Reads values of one scenario file and reports what is wrong with them at their line. */
export class ScenarioReader {
  readonly file: SourceFile;
  readonly document: ArazzoDocument;
  readonly sources: ReadonlyMap<string, Source>;
  private readonly names: Names;

  constructor(file: SourceFile, document: ArazzoDocument, at: { sources: ReadonlyMap<string, Source>; names: Names }) {
    this.file = file;
    this.document = document;
    this.sources = at.sources;
    this.names = at.names;
  }

  /** @throws InvalidFile always, at the line of the value a JSON Pointer names */
  fail(pointer: string, found: string, expected: string): never {
    throw new InvalidFile(this.file.path, this.file.locate(pointer), { found, expected });
  }

  /** Runs a parser. @throws InvalidFile in place of its MalformedText */
  parse<T>(pointer: string, parser: () => T): T {
    try {
      return parser();
    } catch (error) {
      if (!(error instanceof MalformedText)) throw error;
      this.fail(pointer, error.found, error.expected);
    }
  }

  /** Parses a runtime expression and checks that what it names exists. */
  expression = (text: string, pointer: string): Expression => {
    const expression = this.parse(pointer, () => parseExpression(text));
    this.check(expression, pointer);
    return expression;
  };

  /** Parses a map of outputs. */
  outputs(outputs: Record<string, string> | undefined, pointer: string): Map<string, Expression> {
    const entries = Object.entries(outputs ?? {});
    return new Map(entries.map(([name, text]) => [name, this.expression(text, `${pointer}/outputs/${name}`)]));
  }

  /** A workflowId, or `$sourceDescriptions.<name>.<workflowId>`, that leads to a workflow. */
  workflowReference(text: string, pointer: string): WorkflowReference {
    if (!text.startsWith("$")) {
      if (this.names.workflows.has(text)) return { source: undefined, workflowId: text };
      this.fail(pointer, `workflowId ${text}`, `a workflow of this file: ${list(this.names.workflows)}`);
    }
    const { source, name } = this.qualified(text, pointer);
    if (source.type === "openapi") {
      this.fail(pointer, `${text}: ${source.name} is of type openapi`, "a source description of type arazzo");
    }
    const { workflows } = source.scenario;
    if (workflows.has(name)) return { source: source.name, workflowId: name };
    this.fail(pointer, `workflowId ${name}`, `a workflow of ${source.scenario.name}: ${list(workflows.keys())}`);
  }

  /** Splits `$sourceDescriptions.<name>.<id>` and finds the source. */
  qualified(text: string, pointer: string): { source: Source; name: string } {
    const expression = this.parse(pointer, () => parseExpression(text));
    if (expression.kind !== "source") this.fail(pointer, text, "an id or $sourceDescriptions.<name>.<id>");
    return { source: this.source(expression.source, pointer), name: expression.path };
  }

  source(name: string, pointer: string): Source {
    const source = this.sources.get(name);
    if (source) return source;
    this.fail(pointer, `source description ${name}`, `one of ${list(this.sources.keys())}`);
  }

  /** Checks the names in an expression; what only the target's answers can tell is left to the run. */
  check(expression: Expression, pointer: string): void {
    const expected = this.missing(expression, pointer);
    if (expected !== undefined) this.fail(pointer, expression.text, expected);
  }

  /** What an expression should have named instead of what it names; `undefined` where it names something that is. */
  private missing(expression: Expression, pointer: string): string | undefined {
    const { inputs, steps, workflows } = this.names;
    switch (expression.kind) {
      case "inputs":
        return isMissing(inputs, expression.path) ? `an input of the workflow: ${list(inputs)}` : undefined;
      case "step": {
        const { stepId, path } = expression;
        const outputs = steps.get(stepId);
        if (!steps.has(stepId)) return `a step of the workflow: ${list(steps.keys())}`;
        return isMissing(outputs, path) ? `an output of step ${stepId}: ${list(outputs)}` : undefined;
      }
      case "workflow":
        return workflows.has(expression.workflowId) ? undefined : `a workflow of this file: ${list(workflows)}`;
      case "source":
        this.source(expression.source, pointer);
        return ["name", "url", "type"].includes(expression.path) ? undefined : "one of its fields name, url and type";
      case "component": {
        const parameters = Object.keys(this.document.components?.parameters ?? {});
        return parameters.includes(expression.name)
          ? undefined
          : `one of the components' parameters: ${list(parameters)}`;
      }
      case "outputs":
      case "url":
      case "method":
      case "statusCode":
      case "message":
        return undefined;
      default:
        return expression satisfies never;
    }
  }
}

/** Names for an error text, the first twenty of them. */
export function list(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, 20).join(", ");
  return all.length === 0 ? "(there is none)" : all.length > 20 ? `${shown} and ${all.length - 20} more` : shown;
}

/** Whether no beginning of a dotted path is one of the names; never so where the names are not known. */
function isMissing(names: ReadonlySet<string> | undefined, path: string): names is ReadonlySet<string> {
  const parts = path.split(".");
  return names !== undefined && !parts.some((_, index) => names.has(parts.slice(0, index + 1).join(".")));
}
