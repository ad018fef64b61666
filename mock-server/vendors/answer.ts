import type { components, operations } from "../../spec/generated/openapi.ts";
import type { Grade, Ledger, RuleId } from "../../spec/ledger.ts";
import type { Profile } from "../../spec/profile.ts";

/** What the mock answers, the rule that made it answer so, and why. An answer without these does not compile. */
export interface Answer extends Reason {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

/** What decided an answer, in words for the caller. They never quote what a caller sent about a person. */
interface Reason {
  rule: RuleId;
  why: {
    got: string;
    /** What the caller should change; empty when nothing. */
    change: string;
  };
}

/** An answer explained: the rule and how sure it is, what it says, what came instead, and what to change. */
export interface Explanation {
  rule: RuleId;
  grade: Grade;
  expected: string;
  got: string;
  change: string;
}

/**
 * Explains an answer by the ledger.
 * @param profile the readings that were in force; the ledger's defaults unless given
 */
export function explain({ rule: id, why }: Answer, ledger: Ledger, profile?: Profile): Explanation {
  const rule = ledger.get(id);
  const reading = profile?.[id as keyof Profile];
  const alternative = rule?.alternatives?.find(({ name }) => name === reading);
  return {
    rule: id,
    grade: rule?.grade ?? "assumed",
    expected: alternative?.statement ?? rule?.statement ?? "",
    ...why,
  };
}

function because(rule: RuleId, got: string, change = ""): Reason {
  return { rule, why: { got, change } };
}

/**
 * The reason that a message tells by itself: what came stands before the first "; " or, without one, the first ": ",
 * and what to do about it after it.
 * @param change what to do where the message does not say
 */
function told(rule: RuleId, message: string, change = ""): Reason {
  const mark = message.includes("; ") ? "; " : ": ";
  const [got = message, ...rest] = message.split(mark);
  return because(rule, got, rest.length > 0 ? rest.join(mark) : change);
}

/** As {@link told}, for a body that is not JSON: the place of the mistake belongs to what came. */
function toldOfJson(rule: RuleId, message: string): Reason {
  const uncured = message.startsWith("Body is not JSON: ") && !message.includes("; ");
  return uncured ? because(rule, message, "send well-formed JSON") : told(rule, message);
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
  return <Status extends StatusOf<Id>>(status: Status, reason: Reason, body: BodyOf<Id, Status>): Answer => ({
    status,
    ...reason,
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
    toGenerateToken(200, because("BOS-TOKEN-ISSUE", "known credentials"), {
      status: true,
      response_code: 1,
      message: "Token generated successfully",
      data: { token, expires_in: 600 },
    }),
  credentialsUnknown() {
    const message = "nep_key, partnerId and domain are not known together";
    const reason = told("BOS-TOKEN-ISSUE", message, "send the three that belong to one sandbox");
    return toGenerateToken(401, reason, failed(message));
  },
  authFailed(problem: AuthProblem, reading: Profile["BOS-AUTH-FAILURE"]): Answer {
    const message = authMessages[problem];
    const reason = told("BOS-AUTH-FAILURE", message);
    switch (reading) {
      case "failed-envelope":
        return toCheckPanStatus(401, reason, failed(message));
      case "legacy-envelope":
        return { status: 401, ...reason, body: { status: false, responsecode: 401, message } };
      case "forbidden":
        return { status: 403, ...reason, body: failed(message) };
      default:
        return reading satisfies never;
    }
  },
  underProcess: () =>
    toCheckPanStatus(200, because("BOS-UNDER-PROCESS", "an accepted check"), {
      status: true,
      response_code: 1,
      message: "Application is under process at NSDL eGOV",
    }),
  duplicate() {
    const change = "send a refid that was not checked yet; the token holds, so do not renew it and repeat the call";
    return toCheckPanStatus(401, because("BOS-DUPLICATE", "a used refid", change), failed("Duplicate RefID"));
  },
  unknownRefid: (): Answer => ({
    status: 200,
    ...because("BOS-UNKNOWN-REFID", "a refid that is not known here", "seed the refid before it is checked"),
    body: { status: false, response_code: 0, message: "RefID is not known" },
  }),
  invalidBody(message: string, reading: Profile["BOS-INVALID-BODY"]): Answer {
    const reason = told("BOS-INVALID-BODY", message);
    switch (reading) {
      case "bad-request":
        return toCheckPanStatus(400, reason, failed(message));
      case "ok-false":
        return { status: 200, ...reason, body: { status: false, response_code: 0, message } };
      case "unauthorized":
        return toCheckPanStatus(401, reason, failed(message));
      default:
        return reading satisfies never;
    }
  },
  malformedJson: (message: string) => toCheckPanStatus(400, toldOfJson("BOS-MALFORMED-JSON", message), failed(message)),
  wrongMediaType: (message: string) => toCheckPanStatus(415, told("BOS-CONTENT-TYPE", message), failed(message)),
  bodyTooLarge: (message: string) => toCheckPanStatus(413, told("BOS-BODY-LIMIT", message), failed(message)),
  bodyTimeout: (message: string) => toCheckPanStatus(408, told("BOS-BODY-LIMIT", message), failed(message)),
  wrongMethod: (message: string, allow: string): Answer => ({
    status: 405,
    ...told("BOS-METHOD", message),
    body: failed(message),
    headers: { Allow: allow },
  }),
  unknownPath: (message: string): Answer => ({ status: 404, ...told("BOS-METHOD", message), body: failed(message) }),
};

type Refused = components["schemas"]["AgentRefused"];

const refused = (statusDesc: string): Refused => ({ status: "FAILED", statusCode: 1, statusDesc, Data: {} });

/** Every answer of the iServeU stand-in. */
export const iserveuAnswers = {
  registered: (bcagentid: string) =>
    toRegisterAgent(200, because("ISU-SUCCESS", "an accepted registration"), {
      status: "SUCCESS",
      statusCode: 0,
      statusDesc: "User created successfully",
      Data: { bcagentregistrationres: { status: "1", bcagentid, description: "SUCCESSFULLY UPDATED" } },
    }),
  /**
   * @param rule ISU-INVALID where the page shows the very case, otherwise the rule that carries its wording over
   * @param options.change what to send instead, in words
   */
  invalid(
    statusDesc: string,
    rule: "ISU-INVALID" | "ISU-INVALID-WORDING",
    reading: Profile["ISU-HTTP-STATUS"],
    { change }: { change: string },
  ) {
    return toRegisterAgent(reading === "ok" ? 200 : 400, because(rule, statusDesc, change), {
      ...refused(statusDesc),
      Data: { bcagentregistrationres: { status: "", bcagentid: "", description: "" } },
    });
  },
  duplicate(reading: Profile["ISU-HTTP-STATUS"]): Answer {
    const change = "take the agent as registered, or send one that is not";
    const reason = because("ISU-DUPLICATE", "an agent that is registered already", change);
    const answer = toRegisterAgent(200, reason, refused("Duplicate user"));
    return reading === "ok" ? answer : { ...answer, status: 409 };
  },
  credentialsFailed(message: string, reading: Profile["ISU-CREDENTIALS-FAILURE"]) {
    const reason = told("ISU-CREDENTIALS-FAILURE", message, "send the two that belong to one sandbox");
    return toRegisterAgent(reading === "unauthorized" ? 401 : 200, reason, refused(message));
  },
  malformedJson: (message: string) => toRegisterAgent(400, toldOfJson("ISU-MALFORMED-JSON", message), refused(message)),
  wrongMediaType: (message: string) => toRegisterAgent(415, told("ISU-CONTENT-TYPE", message), refused(message)),
  bodyTooLarge: (message: string) => toRegisterAgent(413, told("ISU-BODY-LIMIT", message), refused(message)),
  bodyTimeout: (message: string) => toRegisterAgent(408, told("ISU-BODY-LIMIT", message), refused(message)),
  wrongMethod: (message: string, allow: string): Answer => ({
    status: 405,
    ...told("ISU-METHOD", message),
    body: refused(message),
    headers: { Allow: allow },
  }),
  unknownPath: (message: string): Answer => ({ status: 404, ...told("ISU-METHOD", message), body: refused(message) }),
};

/**
 * ISU-STATUS-CODE-TYPE: the samples' integer, or the table's string. For every answer of iServeU's, whoever gave it: the
 * refusal of a body that was too large has a statusCode like any other.
 */
export function withCodeType<T extends { body: object }>(answer: T, profile: Profile): T {
  if (profile["ISU-STATUS-CODE-TYPE"] === "integer-code" || !("statusCode" in answer.body)) return answer;
  return { ...answer, body: { ...answer.body, statusCode: String(answer.body.statusCode) } };
}
