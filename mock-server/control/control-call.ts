import type { ServerResponse } from "node:http";
import type { operations } from "../../spec/generated/control.ts";
import type { Sandbox } from "../world/sandbox.ts";
import type { World } from "../world/world.ts";

export type OperationId = keyof operations;

/** A control call that cannot be carried out as it was sent. The message says what to send. */
export class RefusedCall extends Error {
  override name = "RefusedCall";
  readonly status: 400 | 404 | 408 | 409 | 413 | 415;

  constructor(status: RefusedCall["status"], message: string) {
    super(message);
    this.status = status;
  }
}

/** Writes an answer that is not JSON: one that goes on for as long as the caller listens, or a text. */
export type Streaming = (response: ServerResponse) => void;

type Parameters<Id extends OperationId, Place extends "path" | "query" | "header"> = NonNullable<
  operations[Id]["parameters"][Place]
>;

// Without parameters in a place there is no type, and `keyof never` would hold every name.
type Takes<Id extends OperationId, Place extends "query" | "header", Name extends string> = [
  Parameters<Id, Place>,
] extends [never]
  ? false
  : Name extends keyof Parameters<Id, Place>
    ? true
    : false;

type BodyOf<Id extends OperationId> = operations[Id] extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? Body
  : undefined;

type StatusOf<Id extends OperationId> = keyof operations[Id]["responses"] & number;

type AnswerBody<Id extends OperationId, Status extends StatusOf<Id>> = operations[Id]["responses"][Status] extends {
  content: { "application/json": infer Body };
}
  ? Body
  : operations[Id]["responses"][Status] extends {
        content: { "text/event-stream": string } | { "text/plain": string };
      }
    ? Streaming
    : undefined;

/** What the contract documents for an operation: a status with the body that belongs to it. */
export type ControlAnswer<Id extends OperationId> = {
  [Status in StatusOf<Id>]: { status: Status; body: AnswerBody<Id, Status> };
}[StatusOf<Id>];

/** One control call, checked against the contract. */
export interface ControlCall<Id extends OperationId> {
  path: Parameters<Id, "path">;
  query: Parameters<Id, "query">;
  header: Parameters<Id, "header">;
  body: BodyOf<Id>;
  /** Of the calls that take the parameter `sandbox`. */
  sandbox: Takes<Id, "query", "sandbox"> extends true ? Sandbox : undefined;
  /** Of the calls that take a session too. */
  world: Takes<Id, "header", "x-understudy-session"> extends true ? World : undefined;
  /** Makes an answer; only what the contract documents for the operation compiles. */
  answer<Status extends StatusOf<Id>>(
    status: Status,
    ...body: undefined extends AnswerBody<Id, Status> ? [] : [body: AnswerBody<Id, Status>]
  ): ControlAnswer<Id>;
}

/** Carries out the calls of one operation. */
export type ControlHandler<Id extends OperationId> = (
  call: ControlCall<Id>,
) => ControlAnswer<Id> | Promise<ControlAnswer<Id>>;

/** One handler for every operation, or for some of them. */
export type ControlHandlers<Id extends OperationId = OperationId> = { [Each in Id]: ControlHandler<Each> };

/** The same value without its undefined members, as JSON would tell it. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;
}

type Defined<T> = { [Name in keyof T as undefined extends T[Name] ? never : Name]: T[Name] } & {
  [Name in keyof T as undefined extends T[Name] ? Name : never]?: Exclude<T[Name], undefined>;
};
