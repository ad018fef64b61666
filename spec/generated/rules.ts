// Made by `npm run generate`. Do not edit: edit the contract or the ledger.

/** The id of a rule in rules.yaml. */
export type RuleId =
  | "BOS-OPERATION"
  | "BOS-AUTH"
  | "BOS-TOKEN-ISSUE"
  | "BOS-TOKEN-LIFETIME"
  | "BOS-TOKEN-BOUNDARY"
  | "BOS-TOKEN-RENEWAL"
  | "BOS-TOKEN-CONCURRENT"
  | "BOS-AUTH-FAILURE"
  | "BOS-REFID"
  | "BOS-REFID-EMPTY"
  | "BOS-SAMPLE-FIELDS"
  | "BOS-INVALID-BODY"
  | "BOS-MALFORMED-JSON"
  | "BOS-UNDER-PROCESS"
  | "BOS-DUPLICATE"
  | "BOS-DUPLICATE-TRIGGER"
  | "BOS-DUPLICATE-SCOPE"
  | "BOS-DUPLICATE-MATCH"
  | "BOS-PRECEDENCE"
  | "BOS-UNKNOWN-REFID"
  | "BOS-GENERATE-URL"
  | "BOS-GENERATE-REFUSED"
  | "BOS-GENERATE-REPEAT"
  | "BOS-CONTENT-TYPE"
  | "BOS-METHOD"
  | "BOS-BODY-LIMIT"
  | "BOS-AMBIGUOUS-401"
  | "ISU-OPERATION"
  | "ISU-CREDENTIALS"
  | "ISU-CREDENTIALS-FAILURE"
  | "ISU-PRECEDENCE"
  | "ISU-REQUIRED"
  | "ISU-LENGTHS"
  | "ISU-AREA-LENGTH"
  | "ISU-PINCODE"
  | "ISU-PINCODE-TYPE"
  | "ISU-MOBILE"
  | "ISU-PAN"
  | "ISU-PAN-FORM"
  | "ISU-LENGTH-UNIT"
  | "ISU-OPTIONAL-NULL"
  | "ISU-OPTIONAL-EMPTY"
  | "ISU-UNKNOWN-FIELDS"
  | "ISU-SUCCESS"
  | "ISU-STATUS-CODE-TYPE"
  | "ISU-FAILED-CODE"
  | "ISU-INVALID"
  | "ISU-INVALID-WORDING"
  | "ISU-INVALID-MANY"
  | "ISU-DUPLICATE"
  | "ISU-DUPLICATE-KEY"
  | "ISU-DUPLICATE-SCOPE"
  | "ISU-FAILURE-CLAIMS-NOTHING"
  | "ISU-HTTP-STATUS"
  | "ISU-MALFORMED-JSON"
  | "ISU-CONTENT-TYPE"
  | "ISU-METHOD"
  | "ISU-BODY-LIMIT";

/** The readings of each rule that has more than one, its default first. */
export interface Readings {
  "BOS-AUTH": "required" | "optional";
  "BOS-TOKEN-BOUNDARY": "exclusive" | "inclusive";
  "BOS-TOKEN-RENEWAL": "fixed" | "sliding";
  "BOS-TOKEN-CONCURRENT": "many" | "newest-only";
  "BOS-AUTH-FAILURE": "failed-envelope" | "legacy-envelope" | "forbidden";
  "BOS-REFID-EMPTY": "refused" | "accepted";
  "BOS-SAMPLE-FIELDS": "optional" | "required";
  "BOS-INVALID-BODY": "bad-request" | "ok-false" | "unauthorized";
  "BOS-MALFORMED-JSON": "refused" | "lenient";
  "BOS-DUPLICATE-TRIGGER": "on-repeat" | "never" | "seeded";
  "BOS-DUPLICATE-SCOPE": "sandbox" | "partner";
  "BOS-DUPLICATE-MATCH": "exact" | "case-insensitive" | "trimmed";
  "BOS-PRECEDENCE": "auth-first" | "body-first";
  "BOS-UNKNOWN-REFID": "accepted" | "must-exist";
  "BOS-GENERATE-REPEAT": "refused" | "accepted";
  "BOS-CONTENT-TYPE": "refused" | "ignored";
  "ISU-CREDENTIALS-FAILURE": "unauthorized" | "ok-failed";
  "ISU-PRECEDENCE": "credentials-first" | "body-first";
  "ISU-AREA-LENGTH": "bounded" | "unbounded";
  "ISU-PINCODE-TYPE": "integer" | "digits";
  "ISU-PAN-FORM": "not-enforced" | "enforced";
  "ISU-LENGTH-UNIT": "code-points" | "utf16";
  "ISU-OPTIONAL-NULL": "absent" | "refused";
  "ISU-OPTIONAL-EMPTY": "refused" | "absent";
  "ISU-UNKNOWN-FIELDS": "ignored" | "refused";
  "ISU-STATUS-CODE-TYPE": "integer-code" | "string-code";
  "ISU-FAILED-CODE": "one" | "minus-one";
  "ISU-INVALID-MANY": "all" | "first";
  "ISU-DUPLICATE-KEY": "bcagentid" | "bcagentid+pancard+mobilenumber";
  "ISU-DUPLICATE-SCOPE": "sandbox" | "client";
  "ISU-HTTP-STATUS": "ok" | "http-errors";
  "ISU-CONTENT-TYPE": "refused" | "ignored";
}
