import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isJsonNumber, isObject, type JsonObject, writtenNumber } from "../../spec/json/json-value.ts";
import type { SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import type { ArazzoDocument, ExpressionType, OutputObject } from "../arazzo/document.ts";
import type { ArazzoFile } from "../arazzo/library.ts";
import { type Expression, parseExpression, type SelectorLanguage } from "../expression/expression.ts";
import { MalformedText } from "../expression/malformed-text.ts";
import { selectorProblem, selectorVersions } from "../expression/selector.ts";
import { list, refuseEarlier, type Unread } from "./load-report.ts";
import { type Source, typeOf, type WorkflowReference } from "./scenario.ts";

/** The names that expressions of one workflow may use. */
export interface Names {
  /** Declared inputs; `undefined` where the workflow does not say which there are. */
  inputs: ReadonlySet<string> | undefined;
  /** Outputs by step; `undefined` where they are those of a called workflow. */
  steps: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** Ids of the workflows of this file. */
  workflows: ReadonlySet<string>;
}

/** The versions of expression types that Arazzo 1.1.0 has and 1.0.1 has not (Criterion Expression Type Object). */
const laterVersions = new Set(["rfc9535", "xpath-31"]);

/** Reads values of one scenario file and reports what is wrong with them at their line. */
export class ScenarioReader {
  readonly file: SourceFile;
  readonly document: ArazzoDocument;
  readonly sources: ReadonlyMap<string, Source>;
  readonly #names: Names;

  readonly #unread: Unread | undefined;

  constructor(
    { file, document }: ArazzoFile,
    at: { sources: ReadonlyMap<string, Source>; names: Names; unread: Unread | undefined },
  ) {
    this.file = file;
    this.document = document;
    this.sources = at.sources;
    this.#names = at.names;
    this.#unread = at.unread;
  }

  /** Leaves something valid out that is not supported. @throws UsageError unless the loader goes on without it */
  leaveUnread(pointer: string, found: string, expected: string): void {
    if (!this.#unread) this.fail(pointer, found, expected);
    this.#unread(UsageError.at(this.file, pointer, { found, expected }));
  }

  /** @throws UsageError always, at the line of the value a JSON Pointer names */
  fail(pointer: string, found: string, expected: string): never {
    throw UsageError.at(this.file, pointer, { found, expected });
  }

  /** Refuses what only Arazzo 1.1.0 has in a document of an earlier version. */
  since11(value: unknown, pointer: string, what: string): void {
    if (value !== undefined) refuseEarlier(this.file, this.document, { pointer, what });
  }

  /** Runs a parser. @throws UsageError in place of its MalformedText */
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

  /** A number as it is written, where JSON would have it written so (RFC 8259, section 6); YAML has other forms too. */
  number = (value: number, pointer: string): unknown => {
    const text = this.file.textAt?.(pointer) ?? "";
    return isJsonNumber(text) ? writtenNumber(text) : value;
  };

  /** Whether the document is one of Arazzo 1.1. */
  get isLater(): boolean {
    return this.document.arazzo.startsWith("1.1.");
  }

  /** A Selector Object, in a document of the version that has them; `undefined` for any other object. */
  selector = (value: JsonObject, pointer: string): Expression | undefined => {
    const { context, selector, type, ...others } = value;
    if (!this.isLater || Object.keys(others).some((name) => !name.startsWith("x-"))) return;
    if (typeof context !== "string" || typeof selector !== "string" || type === undefined) return;
    if (typeof type !== "string" && !(isObject(type) && typeof type.type === "string"))
      this.fail(pointerTo(pointer, "type"), "no expression type", Object.keys(selectorVersions).join(", "));
    const language = this.language(type as ExpressionType, pointerTo(pointer, "type"));
    this.checkSelector(language, selector, pointerTo(pointer, "selector"));
    const inner = this.expression(context, pointerTo(pointer, "context"));
    return { text: `${selector} of ${context}`, kind: "selector", context: inner, language, selector };
  };

  /** The language of an Expression Type Object, or of its name alone. */
  language(type: ExpressionType, pointer: string): SelectorLanguage {
    const { type: name, version } = typeof type === "string" ? { type, version: undefined } : type;
    const versions = Object.hasOwn(selectorVersions, name) ? selectorVersions[name as SelectorLanguage] : undefined;
    if (!versions) this.fail(pointer, `expression type ${name}`, Object.keys(selectorVersions).join(", "));
    const known = this.document.arazzo.startsWith("1.1.")
      ? versions
      : versions.filter((one) => !laterVersions.has(one));
    if (version !== undefined && !known.includes(version)) {
      this.fail(pointer, `${name} of version ${version}`, known.join(", "));
    }
    return name as SelectorLanguage;
  }

  checkSelector(language: SelectorLanguage, selector: string, pointer: string): void {
    const problem = selectorProblem(language, selector);
    const expected = { jsonpath: "a valid JSONPath", xpath: "a valid XPath", jsonpointer: "a JSON Pointer" };
    if (problem !== undefined) this.fail(pointer, `${JSON.stringify(selector)} (${problem})`, expected[language]);
  }

  /** Parses a map of outputs. */
  outputs(outputs: Record<string, OutputObject> | undefined, pointer: string): Map<string, Expression> {
    const read = (output: OutputObject, at: string) => {
      if (typeof output === "string") return this.expression(output, at);
      this.since11(output, at, "a selector");
      return this.selector(output as unknown as JsonObject, at) ?? this.fail(at, "an object", "a selector");
    };
    const entries = Object.entries(outputs ?? {});
    return new Map(entries.map(([name, output]) => [name, read(output, `${pointer}/outputs/${name}`)]));
  }

  /** A workflowId, or `$sourceDescriptions.<name>.<workflowId>`, that leads to a workflow. */
  workflowReference(text: string, pointer: string): WorkflowReference {
    if (!text.startsWith("$")) {
      if (this.#names.workflows.has(text)) return { source: undefined, workflowId: text };
      this.fail(pointer, `workflowId ${text}`, `a workflow of this file: ${list(this.#names.workflows)}`);
    }
    const { source, name } = this.qualified(text, pointer);
    if (typeOf(source) !== "arazzo") {
      const found = `${text}: ${source.name} is of type ${typeOf(source)}`;
      this.fail(pointer, found, "a source description of type arazzo");
    }
    const workflows = source.type === "arazzo" ? workflowsIn(source.scenario.file.value) : undefined;
    const ids = workflows?.map(({ workflowId }) => workflowId);
    if (!ids || ids.includes(name)) return { source: source.name, workflowId: name };
    const where = source.type === "arazzo" ? source.scenario.name : source.name;
    this.fail(pointer, `workflowId ${name}`, `a workflow of ${where}: ${list(ids)}`);
  }

  /** The ids of a workflow's steps; `undefined` where its file is not read. */
  stepsOf({ source, workflowId }: WorkflowReference): string[] | undefined {
    const home = source === undefined ? undefined : this.sources.get(source);
    if (home?.type === "unread") return undefined;
    // As they are written: a file that refers back to this one may not be loaded yet.
    const workflows = home?.type === "arazzo" ? workflowsIn(home.scenario.file.value) : this.document.workflows;
    const workflow = workflows.find((other) => other.workflowId === workflowId);
    return workflow?.steps.map(({ stepId }) => stepId) ?? [];
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
    const expected = this.#missing(expression, pointer);
    if (expected !== undefined) this.fail(pointer, expression.text, expected);
  }

  /** What an expression should have named instead of what it names; `undefined` where it names something that is. */
  #missing(expression: Expression, pointer: string): string | undefined {
    const { inputs, steps, workflows } = this.#names;
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
        if (expression.of !== "parameters") return "$components.parameters: other components have no value";
        const parameters = Object.keys(this.document.components?.parameters ?? {});
        return parameters.includes(expression.name)
          ? undefined
          : `one of the components' parameters: ${list(parameters)}`;
      }
      // What a selector looks into was checked when it was read.
      case "selector":
      case "self":
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

/** The workflows of a file whose shape was checked. */
function workflowsIn(document: unknown): ArazzoDocument["workflows"] {
  return (document as ArazzoDocument).workflows;
}

/** Whether no beginning of a dotted path is one of the names; never so where the names are not known. */
function isMissing(names: ReadonlySet<string> | undefined, path: string): names is ReadonlySet<string> {
  const parts = path.split(".");
  return names !== undefined && !parts.some((_, index) => names.has(parts.slice(0, index + 1).join(".")));
}
