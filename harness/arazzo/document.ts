import type { JsonObject } from "../../spec/json/json-value.ts";

/** An Arazzo document as `arazzo.schema.json` guarantees it, before anything in it is parsed or looked up. */
export interface ArazzoDocument {
  arazzo: string;
  $self?: string;
  info: { title: string; summary?: string };
  sourceDescriptions: SourceDescriptionObject[];
  workflows: WorkflowObject[];
  components?: {
    inputs?: Record<string, JsonObject | boolean>;
    parameters?: Record<string, ParameterObject>;
    successActions?: Record<string, ActionObject>;
    failureActions?: Record<string, ActionObject>;
  };
}

export interface SourceDescriptionObject {
  name: string;
  url: string;
  type?: "openapi" | "arazzo" | "asyncapi";
}

export interface WorkflowObject {
  workflowId: string;
  summary?: string;
  inputs?: JsonObject | boolean;
  dependsOn?: string[];
  steps: StepObject[];
  successActions?: (ActionObject | ReusableObject)[];
  failureActions?: (ActionObject | ReusableObject)[];
  outputs?: Record<string, OutputObject>;
  parameters?: (ParameterObject | ReusableObject)[];
}

export interface StepObject {
  stepId: string;
  description?: string;
  operationId?: string;
  operationPath?: string;
  workflowId?: string;
  parameters?: (ParameterObject | ReusableObject)[];
  requestBody?: RequestBodyObject;
  successCriteria?: CriterionObject[];
  onSuccess?: (ActionObject | ReusableObject)[];
  onFailure?: (ActionObject | ReusableObject)[];
  outputs?: Record<string, OutputObject>;
  "x-rule"?: string | string[];
  "x-breaks-request"?: boolean;
  "x-alternatives"?: AlternativesObject;
  timeout?: number;
  dependsOn?: string[];
  channelPath?: string;
  correlationId?: unknown;
  action?: "send" | "receive";
}

/** Rule to reading to the criteria that hold instead. */
export type AlternativesObject = Record<string, Record<string, CriterionObject[]>>;

/** An expression, or a Selector Object. */
export type OutputObject = string | SelectorObject;

export type ExpressionType = string | { type: string; version: string };

export interface SelectorObject {
  context: string;
  selector: string;
  type: ExpressionType;
}

export interface ParameterObject {
  name: string;
  in?: "path" | "query" | "querystring" | "header" | "cookie";
  value: unknown;
}

export interface ReusableObject {
  reference: string;
  value?: unknown;
}

export interface RequestBodyObject {
  contentType?: string;
  payload?: unknown;
  replacements?: { target: string; targetSelectorType?: ExpressionType; value: unknown }[];
}

export interface CriterionObject {
  context?: string;
  condition: string;
  type?: ExpressionType;
  /** Of the language that `type` names: the form of the published schema for 1.0. */
  version?: string;
  "x-rule"?: string | string[];
  "x-alternatives"?: AlternativesObject;
}

export interface ActionObject {
  name: string;
  type: "end" | "goto" | "retry";
  workflowId?: string;
  stepId?: string;
  retryAfter?: number;
  retryLimit?: number;
  parameters?: (ParameterObject | ReusableObject)[];
  criteria?: CriterionObject[];
}
