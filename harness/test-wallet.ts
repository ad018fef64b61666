import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { gzipSync } from "node:zlib";

/** What can be wrong with how the wallet behaves; every answer is well-formed all the same. */
export type WalletFault =
  | "no authentication"
  | "stale state"
  | "no echo"
  | "changed id"
  | "slow answer"
  | "large integer"
  | "duplicate names"
  | "byte order mark"
  | "in gzip";

/** An OpenAPI 3.0 contract of payments that are made, read and paid. */
export const walletContract = `openapi: 3.0.3
info: { title: Wallet, version: "1" }
security: [{ token: [] }]
paths:
  /payments:
    post:
      operationId: makePayment
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/Wanted" } } }
      responses:
        "201": &payment
          description: The payment.
          content: { application/json: { schema: { $ref: "#/components/schemas/Payment" } } }
        "401": { description: Who is it? }
  /payments/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get: { operationId: readPayment, responses: { "200": *payment, "401": { description: Who is it? } } }
    put: { operationId: settlePayment, responses: { "200": *payment, "401": { description: Who is it? } } }
components:
  securitySchemes: { token: { type: http, scheme: bearer } }
  schemas:
    Wanted:
      type: object
      required: [amount]
      properties: { amount: { type: integer, minimum: 0, exclusiveMinimum: true } }
    Payment:
      type: object
      required: [id, amount, state, note]
      properties:
        id: { type: string, x-echo: path.id }
        amount: { type: integer, x-echo: /amount }
        state: { enum: [open, settled] }
        note: { type: string, nullable: true }
        serial: { type: integer }
`;

/** The scenario that meets every fault of behaviour. */
export const walletScenario = `arazzo: 1.0.1
info: { title: Wallet, summary: A payment is made and settled., version: "1" }
sourceDescriptions: [{ name: wallet, url: wallet.yaml, type: openapi }]
workflows:
  - workflowId: settle
    parameters: [{ name: Authorization, in: header, value: Bearer good }]
    steps:
      - stepId: make-unknown
        operationId: makePayment
        x-breaks-request: true
        parameters: [{ name: Authorization, in: header, value: Bearer }]
        requestBody: { payload: { amount: 5 } }
        successCriteria: [{ condition: $statusCode == 401 }]
        onFailure: [{ name: go-on, type: goto, stepId: make }]
      - stepId: make
        operationId: makePayment
        requestBody: { payload: { amount: 5 } }
        successCriteria: [{ condition: $statusCode == 201 }]
        outputs: { id: $response.body#/id }
        onFailure: [{ name: go-on, type: goto, stepId: settle }]
      - stepId: settle
        operationId: settlePayment
        parameters: [{ name: id, in: path, value: $steps.make.outputs.id }]
        successCriteria: [{ condition: $statusCode == 200 }]
        onFailure: [{ name: go-on, type: goto, stepId: read }]
      - stepId: read
        operationId: readPayment
        parameters: [{ name: id, in: path, value: $steps.make.outputs.id }]
        successCriteria:
          - { condition: $statusCode == 200 }
          - { condition: $response.body#/state == 'settled' }
`;

/** Starts a wallet with one fault, or with none. */
export async function startWallet(fault: WalletFault | undefined) {
  const payments = new Map<string, { amount: number; state: string }>();
  const take = async (request: IncomingMessage): Promise<[status: number, payment: object | undefined]> => {
    const { method, headers, url = "" } = request;
    const body = method === "POST" ? ((await json(request)) as { amount: number }) : undefined;
    if (headers.authorization !== "Bearer good" && fault !== "no authentication") return [401, undefined];
    const id = body ? `p${payments.size + 1}` : (url.split("/").at(-1) ?? "");
    if (body) payments.set(id, { amount: body.amount, state: "open" });
    const payment = payments.get(id);
    if (method === "PUT" && payment && fault !== "stale state") payment.state = "settled";
    return [body ? 201 : 200, { id, ...payment, note: null }];
  };
  const server = createServer(async (request, response) => {
    const [status, payment] = await take(request);
    if (!payment) return void response.writeHead(status).end();
    const text = spoilt(JSON.stringify(payment), fault, request.method ?? "");
    const isPacked = fault === "in gzip";
    const bytes = isPacked ? gzipSync(text) : Buffer.from(text);
    const coding = isPacked ? { "content-encoding": "gzip" } : {};
    const send = () => void response.writeHead(status, { "content-type": "application/json", ...coding }).end(bytes);
    setTimeout(send, fault === "slow answer" ? 150 : 0);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The text of an answer with its fault, where the fault is one of the text. */
function spoilt(text: string, fault: WalletFault | undefined, method: string): string {
  if (fault === "no echo" && method === "POST") return text.replace('"amount":5', '"amount":6');
  if (fault === "changed id" && method === "GET") return text.replace('"id":"p1"', '"id":"p2"');
  if (fault === "large integer") return text.replace("}", ',"serial":9007199254740993}');
  if (fault === "duplicate names") return text.replace("{", '{"state":"open",');
  return fault === "byte order mark" ? `\uFEFF${text}` : text;
}
