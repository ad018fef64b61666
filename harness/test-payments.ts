import { type Contract, contractOf } from "../spec/contract.ts";
import type { Ledger, Rule } from "../spec/ledger.ts";
import { maskerOf } from "../spec/mask.ts";
import { defaultProfile } from "../spec/profile.ts";
import { parseSource } from "../spec/source-file.ts";
import type { Exchange } from "./exchange/exchange.ts";
import type { Finding } from "./finding.ts";
import { judgeOf } from "./judge/judge.ts";
import type { JudgeConfig } from "./judge/judge-config.ts";

/** A small contract that uses what a contract can say about an answer. */
export const paymentsContract: Contract = contractOf(
  parseSource(
    "payments.yaml",
    `openapi: 3.1.0
info: { title: Payments, version: "1" }
paths:
  /payments:
    get:
      operationId: getPayment
      x-rule: R-CALL
      responses:
        "200":
          description: One payment.
          x-rule: [R-PAYMENT, R-SECOND]
          headers:
            X-Request-Id: { required: true, x-rule: R-HEADER, schema: { type: string, format: uuid } }
            X-Left: { schema: { $ref: "#/components/schemas/Left" } }
            X-Scopes: { schema: { type: array, minItems: 1, items: { enum: [read, write] } } }
            X-Range: { schema: { type: object, properties: { from: { type: integer } } }, explode: true }
            X-Until: { schema: { type: string, format: http-date } }
            X-Flag: { schema: { type: [boolean, "null"] } }
            X-Owner: { content: { application/json: { schema: { type: object, required: [id] } } } }
            Content-Type: { required: true, schema: { const: nothing } }
          content:
            application/json: { schema: { $ref: "#/components/schemas/Payment" } }
        "202": { description: Taken; nothing is said about a body. }
        "203":
          description: With a charset, which JSON has none of.
          content: { application/json; charset=utf-8: { schema: { type: object, properties: { kind: { const: any } } } } }
        "204": { description: None. }
        "206":
          description: Of any JSON type.
          content:
            application/*: { schema: { type: object, properties: { kind: { const: any } } } }
            application/vnd.payment+json; version=2: { schema: { type: object, properties: { kind: { const: two } } } }
        4XX:
          description: Refused.
          x-rule: R-REFUSED
          content:
            application/problem+json: { schema: { $ref: "#/components/schemas/Problem" } }
        "404": { description: Not there., content: { text/plain: { schema: { type: string } } } }
components:
  schemas:
    Payment:
      type: object
      required: [id, amount, payer]
      properties:
        id: { type: string, format: uuid }
        amount: { type: integer, minimum: 1, x-rule: R-AMOUNT }
        currency: { type: string, pattern: "^[A-Z]{3}$" }
        state: { enum: [open, paid] }
        note: { type: [string, "null"], minLength: 2, maxLength: 5 }
        made: { type: string, format: date-time }
        tags: { type: array, minItems: 1, uniqueItems: true, items: { type: string } }
        payer:
          type: object
          required: [name]
          x-rule: R-PAYER
          properties:
            name: { type: string, x-sensitive: personal, pattern: "^[A-Z]" }
            age: { type: number }
        method: { $ref: "#/components/schemas/Method" }
        route: { $ref: "#/components/schemas/Route" }
        tree: { $ref: "#/components/schemas/Node" }
        extra: { type: object }
        marks: { type: array, contains: { const: 1 } }
        patterned: { type: object, patternProperties: { "^x-": { type: integer } } }
        twice: { oneOf: [{ multipleOf: 3 }, { multipleOf: 4 }] }
        pet: { $ref: "#/components/schemas/Pet" }
        pairs: { type: array, uniqueItems: true }
        wallet:
          type: object
          properties: { kind: { type: string } }
          oneOf: [{ $ref: "#/components/schemas/Card" }, { $ref: "#/components/schemas/Upi" }]
          discriminator: { propertyName: kind }
        nest:
          oneOf:
            - properties: { kind: { const: A }, a: { oneOf: [{ type: string }, { type: "null" }] } }
            - { required: [b], properties: { kind: { const: B }, a: {}, b: {} } }
        either:
          anyOf:
            - { type: object, required: [a], properties: { a: { type: integer } } }
            - { type: "null" }
            - { type: object, required: [b], properties: { b: { type: string } } }
        labels: { type: object, additionalProperties: { type: integer } }
        closed: { type: object, additionalProperties: false, properties: { a: {} } }
        both:
          allOf:
            - { type: object, properties: { a: { type: integer } } }
            - { type: object, properties: { b: { type: integer } } }
    Method:
      oneOf:
        - $ref: "#/components/schemas/Card"
        - $ref: "#/components/schemas/Upi"
      discriminator:
        propertyName: kind
        mapping: { CARD: "#/components/schemas/Card", UPI: Upi }
    Card:
      type: object
      required: [kind, number]
      properties: { kind: { const: CARD }, number: { type: string, x-sensitive: personal }, holder: { type: integer } }
    Upi:
      type: object
      x-rule: R-UPI
      required: [kind, address]
      properties: { kind: { const: UPI }, address: { type: string } }
    Route:
      oneOf:
        - { type: object, required: [via, hops], properties: { via: { const: bank }, hops: { type: integer } } }
        - { type: object, required: [via, hops], properties: { via: { enum: [wire, cash] }, hops: { type: array } } }
        - { type: string, maxLength: 3 }
    Node:
      type: object
      required: [value]
      properties:
        value: { type: integer }
        next: { $ref: "#/components/schemas/Node" }
        nodes: { type: array, items: { $ref: "#/components/schemas/Node" } }
      if: { properties: { value: { const: 9 } } }
      then: { required: [next] }
    Pet:
      type: object
      required: [species]
      properties: { species: { type: string } }
      discriminator: { propertyName: species }
    Cat:
      allOf: [{ $ref: "#/components/schemas/Pet" }, { type: object, properties: { purrs: { type: boolean } } }]
    Left: { type: integer, minimum: 0 }
    Problem:
      type: object
      required: [title]
      properties: { title: { type: string } }
`,
  ),
);

const grades: Record<string, Rule["grade"]> = {
  "R-CALL": "documented",
  "R-PAYMENT": "documented",
  "R-AMOUNT": "assumed",
  "R-PAYER": "inferred",
  "R-REFUSED": "observed",
  "R-HEADER": "assumed",
};
const ledger = new Map(
  Object.entries(grades).map(([id, grade]) => [id, { id, grade, default: "as-stated", sources: [] }]),
) as unknown as Ledger;
const masker = maskerOf(paymentsContract);

/** An answer to getPayment; what is not given is that of a correct one. */
export interface Answer {
  status?: number;
  /** The content-type; "" for none. */
  type?: string;
  body?: unknown;
  /** The body as sent, instead of `body`. */
  bytes?: string | Buffer;
  headers?: [string, string][];
  /** The required header of a 200; "" for none. */
  requestId?: string;
  method?: string;
}

/** The body of a correct answer. */
export const goodPayment = { id: "2f1c0b6e-8f0e-4f5b-9d1d-0d9f3a1b2c3d", amount: 5, payer: { name: "Asha" } };

/** A correct answer with some members more, or others. */
export const withMember = (member: object): Answer => ({ body: { ...goodPayment, ...member } });

/** Where the step stands that called. */
export const callingStep = { file: "s.yaml", line: 1, column: 1 };

/** What the judge finds in an answer. */
export function findingsIn(answer: Answer, config?: JudgeConfig): Finding[] {
  const { status = 200, type = "application/json", method = "GET", body = goodPayment, headers = [] } = answer;
  const contentType: [string, string][] = type === "" ? [] : [["Content-Type", type]];
  const { requestId = goodPayment.id } = answer;
  if (requestId !== "") contentType.push(["x-request-id", requestId]);
  const exchange: Exchange = {
    request: { method, url: "http://127.0.0.1/payments", headers: [], body: "" },
    response: {
      status,
      headers: [...headers, ...contentType],
      body: Buffer.from(answer.bytes ?? JSON.stringify(body)),
    },
    durationMs: 1,
  };
  const operation = paymentsContract.operations.get("getPayment");
  if (!operation) throw new Error("the contract above has getPayment");
  const judge = judgeOf(paymentsContract, ledger, {
    masker,
    profile: defaultProfile(ledger),
    ...(config ? { config } : {}),
  });
  return judge.judge(exchange, { operation, scenario: callingStep }).findings;
}
