import { describe, expect, expectTypeOf, test } from "vitest";
import { loadLedger } from "../../spec/ledger.ts";
import { profileOf } from "../../spec/profile.ts";
import { explain } from "../journal/explanation.ts";
import type { Answer } from "./answer.ts";
import { type BosRefusals, bosAnswers as bos, tokenAnswers as token, urlAnswers as url } from "./bos-answers.ts";
import { iserveuAnswers as isu } from "./iserveu-answers.ts";

const ledger = loadLedger();
const brokenJson = { got: "Body is not JSON: missing comma at line 2, column 3", change: "add a comma" };
const oddJson = { got: "Body is not JSON: colon expected at line 1, column 2" };
const mediaType = { got: "Content-Type is missing", change: "send application/json" };
const tooLarge = { got: "Body is over 65536 bytes", change: "send less" };
const late = { got: "Body did not arrive in time", change: "send it at once" };
const refid = { got: "refid is missing", change: "send a string of at least 1 character" };
const get = { got: "GET is not allowed here", change: "use POST" };
const nothing = { got: "Nothing answers on this path", change: "there are POST /api/BOS/Status" };
const noClient = { got: "Header client_id is missing", change: "send client_id and client_secret" };
const notKnown = { got: "client_id and client_secret are not known together" };
const newRefid = "send a refid that was not checked yet; the token holds, so do not renew it and repeat the call";

type Row = [answer: Answer, rule: string, got: string, change: string];

/** The refusals that every call of BOS Center has: the same facts in the envelope of each. */
function refusalRows(bos: BosRefusals): Record<keyof BosRefusals, Row[]> {
  return {
    authFailed: [
      [
        bos.authFailed("missing", "failed-envelope", "POST /the/token"),
        "BOS-AUTH-FAILURE",
        "Authorization header is missing",
        "send Authorization: Bearer <token>",
      ],
      [
        bos.authFailed("malformed", "legacy-envelope", "POST /the/token"),
        "BOS-AUTH-FAILURE",
        "Authorization header is malformed",
        "send Authorization: Bearer <token>",
      ],
      [
        bos.authFailed("unknown", "forbidden", "POST /the/token"),
        "BOS-AUTH-FAILURE",
        "Token is unknown",
        "get one from POST /the/token",
      ],
      [
        bos.authFailed("expired", "failed-envelope", "POST /the/token"),
        "BOS-AUTH-FAILURE",
        "Token has expired: it is valid for 600 seconds",
        "get another one",
      ],
    ],
    invalidBody: [
      [
        bos.invalidBody(refid, "bad-request"),
        "BOS-INVALID-BODY",
        "refid is missing",
        "send a string of at least 1 character",
      ],
      [
        bos.invalidBody(refid, "ok-false"),
        "BOS-INVALID-BODY",
        "refid is missing",
        "send a string of at least 1 character",
      ],
      [
        bos.invalidBody(refid, "unauthorized"),
        "BOS-INVALID-BODY",
        "refid is missing",
        "send a string of at least 1 character",
      ],
    ],
    malformedJson: [
      [
        bos.malformedJson(brokenJson),
        "BOS-MALFORMED-JSON",
        "Body is not JSON: missing comma at line 2, column 3",
        "add a comma",
      ],
      [bos.malformedJson(oddJson), "BOS-MALFORMED-JSON", oddJson.got, "send well-formed JSON"],
      [
        bos.malformedJson({ got: "Body is empty", change: "send a JSON object" }),
        "BOS-MALFORMED-JSON",
        "Body is empty",
        "send a JSON object",
      ],
    ],
    wrongMediaType: [
      [bos.wrongMediaType(mediaType), "BOS-CONTENT-TYPE", "Content-Type is missing", "send application/json"],
    ],
    bodyTooLarge: [[bos.bodyTooLarge(tooLarge), "BOS-BODY-LIMIT", "Body is over 65536 bytes", "send less"]],
    bodyTimeout: [[bos.bodyTimeout(late), "BOS-BODY-LIMIT", "Body did not arrive in time", "send it at once"]],
    wrongMethod: [[bos.wrongMethod(get, "POST"), "BOS-METHOD", "GET is not allowed here", "use POST"]],
  };
}

const noPath: Row[] = [
  [bos.unknownPath(nothing), "BOS-METHOD", "Nothing answers on this path", "there are POST /api/BOS/Status"],
];

// By the names of the catalogue: an answer that is not tested does not compile.
const rows: {
  bos: Record<keyof typeof bos, Row[]>;
  token: Record<Exclude<keyof typeof token, keyof typeof bos>, Row[]>;
  url: Record<keyof typeof url, Row[]>;
  iserveu: Record<keyof typeof isu, Row[]>;
} = {
  bos: {
    ...refusalRows(bos),
    unknownPath: noPath,
    underProcess: [[bos.underProcess(), "BOS-UNDER-PROCESS", "an accepted check", ""]],
    duplicate: [[bos.duplicate(), "BOS-DUPLICATE", "a used refid", newRefid]],
    unknownRefid: [
      [
        bos.unknownRefid(),
        "BOS-UNKNOWN-REFID",
        "a refid that is not known here",
        "make it with the generate-url call, or seed it, before it is checked",
      ],
    ],
  },
  token: {
    issued: [[token.issued("t"), "BOS-TOKEN-ISSUE", "known credentials", ""]],
    credentialsUnknown: [
      [
        token.credentialsUnknown(),
        "BOS-TOKEN-ISSUE",
        "nep_key, partnerId and domain are not known together",
        "send the three that belong to one sandbox",
      ],
    ],
  },
  url: {
    ...refusalRows(url),
    unknownPath: noPath,
    generated: [[url.generated(), "BOS-GENERATE-URL", "an accepted application", ""]],
    duplicate: [
      [
        url.duplicate(),
        "BOS-GENERATE-REFUSED",
        "a refid that was generated before",
        "send a refid that was not generated yet; the token holds, so do not renew it and repeat the call",
      ],
    ],
  },
  iserveu: {
    registered: [[isu.registered("A-1"), "ISU-SUCCESS", "an accepted registration", ""]],
    invalid: [
      [
        isu.invalid({ got: "invalid area", change: "send area" }, "ISU-INVALID-WORDING", "ok"),
        "ISU-INVALID-WORDING",
        "invalid area",
        "send area",
      ],
      [
        isu.invalid({ got: "invalid area", change: "send more" }, "ISU-INVALID", "http-errors"),
        "ISU-INVALID",
        "invalid area",
        "send more",
      ],
    ],
    duplicate: [
      [
        isu.duplicate("ok"),
        "ISU-DUPLICATE",
        "an agent that is registered already",
        "take the agent as registered, or send one that is not",
      ],
    ],
    credentialsFailed: [
      [
        isu.credentialsFailed(noClient, "unauthorized"),
        "ISU-CREDENTIALS-FAILURE",
        "Header client_id is missing",
        "send client_id and client_secret",
      ],
      [
        isu.credentialsFailed(notKnown, "ok-failed"),
        "ISU-CREDENTIALS-FAILURE",
        notKnown.got,
        "send the two that belong to one sandbox",
      ],
    ],
    malformedJson: [
      [
        isu.malformedJson(brokenJson),
        "ISU-MALFORMED-JSON",
        "Body is not JSON: missing comma at line 2, column 3",
        "add a comma",
      ],
    ],
    wrongMediaType: [
      [isu.wrongMediaType(mediaType), "ISU-CONTENT-TYPE", "Content-Type is missing", "send application/json"],
    ],
    bodyTooLarge: [[isu.bodyTooLarge(tooLarge), "ISU-BODY-LIMIT", "Body is over 65536 bytes", "send less"]],
    bodyTimeout: [[isu.bodyTimeout(late), "ISU-BODY-LIMIT", "Body did not arrive in time", "send it at once"]],
    wrongMethod: [[isu.wrongMethod(get, "POST"), "ISU-METHOD", "GET is not allowed here", "use POST"]],
    unknownPath: [
      [isu.unknownPath(nothing), "ISU-METHOD", "Nothing answers on this path", "there are POST /api/BOS/Status"],
    ],
  },
};
describe.each(Object.entries(rows))("what came and what to change: %s", (_vendor, answers) => {
  test.each(Object.entries(answers))("%s", (_name, cases: Row[]) => {
    for (const [answer, rule, got, change] of cases) {
      expect(answer.reason).toEqual({ rule, got, change });
    }
  });
});

describe("an answer explained", () => {
  test("by the ledger's default", () => {
    expect(explain(bos.duplicate().reason, ledger, profileOf(ledger))).toEqual({
      rule: "BOS-DUPLICATE",
      grade: "documented",
      expected: ledger.get("BOS-DUPLICATE")?.statement,
      got: "a used refid",
      change: newRefid,
      sources: ledger.get("BOS-DUPLICATE")?.sources,
    });
  });

  test("by the reading in force", () => {
    const { reason } = bos.authFailed("missing", "forbidden", "POST /the/token");
    const forbidden = profileOf(ledger, { "BOS-AUTH-FAILURE": "forbidden" });
    const alternative = ledger.get("BOS-AUTH-FAILURE")?.alternatives?.find(({ name }) => name === "forbidden");
    expect(explain(reason, ledger, forbidden).expected).toBe(alternative?.statement);
    expect(explain(reason, ledger, profileOf(ledger)).expected).toBe(ledger.get("BOS-AUTH-FAILURE")?.statement);
  });

  test("a ledger without the rule takes it as assumed", () => {
    expect(explain(bos.underProcess().reason, new Map(), profileOf(ledger))).toEqual({
      rule: "BOS-UNDER-PROCESS",
      grade: "assumed",
      expected: "",
      got: "an accepted check",
      change: "",
      sources: [],
    });
  });
});

test("an answer without a rule or a reason does not compile", () => {
  expectTypeOf<{ status: number; body: object }>().not.toExtend<Answer>();
  expectTypeOf<{ status: number; body: object; reason: { rule: "BOS-DUPLICATE" } }>().not.toExtend<Answer>();
});
