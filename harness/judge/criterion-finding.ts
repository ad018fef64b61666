import type { Ledger } from "../../spec/ledger.ts";
import type { Masker } from "../../spec/mask.ts";
import type { RequestBreach } from "../checks/subject.ts";
import type { Undocumented } from "../exchange/masked-exchange.ts";
import { type Criterion, judgeCriterion } from "../expression/criterion.ts";
import { explainCriterion } from "../expression/explain-criterion.ts";
import type { Scope } from "../expression/scope.ts";
import type { Finding } from "../finding.ts";
import { adviceFor, effectOf, ruleReference } from "./rule-reference.ts";
import { criterionCode } from "./wfc-code.ts";

/** What a criterion is judged with. */
export interface CriterionContext {
  scope: Scope;
  masker: Masker;
  ledger: Ledger;
  /** The rules of the step, for criteria without any of their own. */
  rules: readonly string[];
  operationId: string | undefined;
  /** Hides the sensitive values met so far, wherever they stand. */
  scrub: (text: string) => string;
  /** What the step's request breaks, on purpose or not. */
  requestBreach: RequestBreach | undefined;
  /** Members of the answer that its contract does not name. */
  undocumented?: Undocumented | undefined;
}

/**
 * Judges one criterion.
 * @returns a finding when it fails
 * @throws Unresolved when it names an input or an output that does not exist
 */
export function findingOf(criterion: Criterion, context: CriterionContext): Finding | undefined {
  const { scope, masker, scrub, undocumented } = context;
  const judgement = judgeCriterion(criterion, scope);
  if (judgement.passed) return undefined;
  const { where, expected, actual, statuses } = explainCriterion(criterion, judgement, { scope, masker, undocumented });
  const ids = criterion.rules.length > 0 ? criterion.rules : context.rules;
  const rules = ids.map((id) => ruleReference(id, context.ledger));
  const [first] = rules;
  return {
    check: "criterion",
    rules,
    effect: effectOf(rules),
    severity: "error",
    alternative: undefined,
    wfc: criterionCode({
      wanted: statuses,
      status: scope.answered?.exchange.response.status,
      requestBreach: context.requestBreach,
    }),
    operationId: context.operationId,
    where,
    expected: scrub(expected),
    actual: scrub(actual),
    advice: first ? adviceFor(first.grade) : "The scenario expects otherwise: mend the target or the scenario.",
    contract: undefined,
    scenario: criterion.place,
  };
}
