import type { JsonObject } from "../spec/contract.ts";

/** An Arazzo document as `arazzo.schema.json` guarantees it, before anything in it is parsed or looked up. */
export interface ArazzoDocument {
  info: { title: string; summary?: string };
  sourceDescriptions: { name: string; url: string; type?: "openapi" | "arazzo" }[];
  workflows: WorkflowObject[];
  components?: {
    inputs?: Record<string, JsonObject>;
    parameters?: Record<string, ParameterObject>;
    successActions?: Record<string, ActionObject>;
    failureActions?: Record<string, ActionObject>;
  };
}

export interface WorkflowObject {
  workflowId: string;
  summary?: string;
  inputs?: JsonObject;
  dependsOn?: string[];
  steps: StepObject[];
  successActions?: (ActionObject | ReusableObject)[];
  failureActions?: (ActionObject | ReusableObject)[];
  outputs?: Record<string, string>;
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
  outputs?: Record<string, string>;
  "x-rule"?: string | string[];
  "x-breaks-request"?: boolean;
}

export interface ParameterObject {
  name: string;
  in?: "path" | "query" | "header" | "cookie";
  value: unknown;
}

export interface ReusableObject {
  reference: string;
  value?: unknown;
}

export interface RequestBodyObject {
  contentType?: string;
  payload?: unknown;
  replacements?: { target: string; value: unknown }[];
}

export interface CriterionObject {
  context?: string;
  condition: string;
  type?: string | { type: string; version: string };
  "x-rule"?: string | string[];
}

export interface ActionObject {
  name: string;
  type: "end" | "goto" | "retry";
  workflowId?: string;
  stepId?: string;
  retryAfter?: number;
  retryLimit?: number;
  criteria?: CriterionObject[];
}
