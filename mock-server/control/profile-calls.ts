import type { Sandboxes } from "../world/sandboxes.ts";
import type { ControlHandlers } from "./control-call.ts";

type Ids = "readProfile" | "changeProfile" | "resetProfile" | "listRules";

/** The readings a sandbox plays, and the ledger they are chosen from. */
export function profileHandlers(sandboxes: Sandboxes): ControlHandlers<Ids> {
  return {
    readProfile: ({ sandbox, answer }) => answer(200, { ...sandbox.profile }),
    changeProfile({ sandbox, body, answer }) {
      sandbox.choose(body);
      return answer(200, { ...sandbox.profile });
    },
    resetProfile({ sandbox, answer }) {
      sandbox.resetProfile();
      return answer(200, { ...sandbox.profile });
    },
    listRules: ({ answer }) => answer(200, [...sandboxes.settings.ledger.values()]),
  };
}
