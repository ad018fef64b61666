import type { components, operations } from "../spec/generated/openapi.ts";
import type { RuleId } from "../spec/ledger.ts";
import type { Profile } from "../spec/profile.ts";

/** What the mock answers, and the rule that made it answer so. An answer without a rule does not compile. */
export interface Answer {
  status: number;
  body: object;
  rule: RuleId;
  headers?: Record<string, string>;
}

type OperationId = keyof operations;
type StatusOf<Id extends OperationId> = keyof operations[Id]["responses"] & number;
type BodyOf<Id extends OperationId, Status extends StatusOf<Id>> = operations[Id]["responses"][Status] extends {
  content: { "application/json": infer Body };
}
  ? Body & object
  : never;

/** Answers of one operation: only what the contract documents for it compiles. */
function answering<Id extends OperationId>() {
  return <Status extends StatusOf<Id>>(status: Status, rule: RuleId, body: BodyOf<Id, Status>): Answer => ({
    status,
    rule,
    body,
  });
}

const toGenerateToken = answering<"generateToken">();
const toCheckPanStatus = answering<"checkPanStatus">();
const toRegisterAgent = answering<"registerAgent">();

const failed = (message: string): components["schemas"]["BosFailed"] => ({ status: "Failed", message });

/** Why an Authorization header does not hold. */
export type AuthProblem = "missing" | "malformed" | "unknown" | "expired";

const authMessages: Record<AuthProblem, string> = {
  missing: "Authorization header is missing: send Authorization: Bearer <token>",
  malformed: "Authorization header is malformed: send Authorization: Bearer <token>",
  unknown: "Token is unknown: get one from POST /api/BOS/GenerateToken",
  expired: "Token has expired: it is valid for 600 seconds; get another one",
};

/** Every answer of the BOS Center stand-in. */
export const bosAnswers = {
  tokenIssued: (token: string) =>
    toGenerateToken(200, "BOS-TOKEN-ISSUE", {
      status: true,
      response_code: 1,
      message: "Token generated successfully",
      data: { token, expires_in: 600 },
    }),
  credentialsUnknown: () =>
    toGenerateToken(401, "BOS-TOKEN-ISSUE", failed("nep_key, partnerId and domain are not known together")),
  authFailed(problem: AuthProblem, reading: Profile["BOS-AUTH-FAILURE"]): Answer {
    const rule = "BOS-AUTH-FAILURE";
    const message = authMessages[problem];
    switch (reading) {
      case "failed-envelope":
        return toCheckPanStatus(401, rule, failed(message));
      case "legacy-envelope":
        return { status: 401, rule, body: { status: false, responsecode: 401, message } };
      case "forbidden":
        return { status: 403, rule, body: failed(message) };
      default:
        return reading satisfies never;
    }
  },
  underProcess: () =>
    toCheckPanStatus(200, "BOS-UNDER-PROCESS", {
      status: true,
      response_code: 1,
      message: "Application is under process at NSDL eGOV",
    }),
  duplicate: () => toCheckPanStatus(401, "BOS-DUPLICATE", failed("Duplicate RefID")),
  unknownRefid: (): Answer => ({
    status: 200,
    rule: "BOS-UNKNOWN-REFID",
    body: { status: false, response_code: 0, message: "RefID is not known" },
  }),
  invalidBody(message: string, reading: Profile["BOS-INVALID-BODY"]): Answer {
    const rule = "BOS-INVALID-BODY";
    switch (reading) {
      case "bad-request":
        return toCheckPanStatus(400, rule, failed(message));
      case "ok-false":
        return { status: 200, rule, body: { status: false, response_code: 0, message } };
      case "unauthorized":
        return toCheckPanStatus(401, rule, failed(message));
      default:
        return reading satisfies never;
    }
  },
  malformedJson: (message: string) => toCheckPanStatus(400, "BOS-MALFORMED-JSON", failed(message)),
  wrongMediaType: (message: string) => toCheckPanStatus(415, "BOS-CONTENT-TYPE", failed(message)),
  bodyTooLarge: (message: string) => toCheckPanStatus(413, "BOS-BODY-LIMIT", failed(message)),
  bodyTimeout: (message: string) => toCheckPanStatus(408, "BOS-BODY-LIMIT", failed(message)),
  wrongMethod: (message: string, allow: string): Answer => ({
    status: 405,
    rule: "BOS-METHOD",
    body: failed(message),
    headers: { Allow: allow },
  }),
  unknownPath: (message: string): Answer => ({ status: 404, rule: "BOS-METHOD", body: failed(message) }),
};

type Refused = components["schemas"]["AgentRefused"];

const refused = (statusDesc: string): Refused => ({ status: "FAILED", statusCode: 1, statusDesc, Data: {} });

/** Every answer of the iServeU stand-in. */
export const iserveuAnswers = {
  registered: (bcagentid: string) =>
    toRegisterAgent(200, "ISU-SUCCESS", {
      status: "SUCCESS",
      statusCode: 0,
      statusDesc: "User created successfully",
      Data: { bcagentregistrationres: { status: "1", bcagentid, description: "SUCCESSFULLY UPDATED" } },
    }),
  /** @param rule ISU-INVALID where the page shows the very case, otherwise the rule that carries its wording over */
  invalid: (statusDesc: string, rule: "ISU-INVALID" | "ISU-INVALID-WORDING", reading: Profile["ISU-HTTP-STATUS"]) =>
    toRegisterAgent(reading === "ok" ? 200 : 400, rule, {
      ...refused(statusDesc),
      Data: { bcagentregistrationres: { status: "", bcagentid: "", description: "" } },
    }),
  duplicate(reading: Profile["ISU-HTTP-STATUS"]): Answer {
    const answer = toRegisterAgent(200, "ISU-DUPLICATE", refused("Duplicate user"));
    return reading === "ok" ? answer : { ...answer, status: 409 };
  },
  credentialsFailed: (message: string, reading: Profile["ISU-CREDENTIALS-FAILURE"]) =>
    toRegisterAgent(reading === "unauthorized" ? 401 : 200, "ISU-CREDENTIALS-FAILURE", refused(message)),
  malformedJson: (message: string) => toRegisterAgent(400, "ISU-MALFORMED-JSON", refused(message)),
  wrongMediaType: (message: string) => toRegisterAgent(415, "ISU-CONTENT-TYPE", refused(message)),
  bodyTooLarge: (message: string) => toRegisterAgent(413, "ISU-BODY-LIMIT", refused(message)),
  bodyTimeout: (message: string) => toRegisterAgent(408, "ISU-BODY-LIMIT", refused(message)),
  wrongMethod: (message: string, allow: string): Answer => ({
    status: 405,
    rule: "ISU-METHOD",
    body: refused(message),
    headers: { Allow: allow },
  }),
  unknownPath: (message: string): Answer => ({ status: 404, rule: "ISU-METHOD", body: refused(message) }),
};
