import type { Contract } from "../../spec/contract.ts";
import type { Ledger } from "../../spec/ledger.ts";
import type { Masker } from "../../spec/mask.ts";
import type { Profile } from "../../spec/profile.ts";
import type { Verdict } from "../event.ts";
import type { Sender } from "../exchange/send.ts";
import type { Time } from "../exchange/time.ts";
import type { Values } from "../expression/scope.ts";
import type { Judge } from "../judge/judge.ts";
import type { JudgeConfig } from "../judge/judge-config.ts";
import type { OwnValues } from "../request/own-values.ts";
import type { Workflow } from "../scenario/scenario.ts";
import type { Target } from "../target/target.ts";
import type { FailingServers } from "./failing.ts";

/** What all workflows of one run share. */
export interface Environment {
  target: Target;
  seed: number;
  /** Inputs by name, for every workflow that declares them. */
  given: Values;
  /** Is told of what is made up; the masker shows it. */
  own: OwnValues | undefined;
  ledger: Ledger;
  /** The readings by which steps are judged. */
  profile: Profile;
  masker: Masker;
  judgeConfig: JudgeConfig;
  judgeOf(contract: Contract): Judge;
  sender: Sender;
  time: Time;
  signal: AbortSignal | undefined;
  /** Which servers have done nothing but fail; side by side, by the order in which answers come. */
  failing: FailingServers;
  /** Workflows that ended, for `dependsOn` and `$workflows`. */
  ended: Map<Workflow, { verdict: Verdict; reason: string | undefined; inputs: Values; outputs: Values }>;
}
