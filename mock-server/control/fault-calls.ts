import { byForm } from "../../spec/scrub.ts";
import { thereAre } from "../../spec/words/did-you-mean.ts";
import type { FaultAnswers } from "../exchange/fault-answer.ts";
import { armingOf } from "../world/fault-check.ts";
import type { ControlHandlers } from "./control-call.ts";

type Ids = "listFaults" | "armFault" | "disarmFault" | "clearFaults";

/** The faults of a world: arming and disarming. */
export function faultHandlers(faultAnswers: FaultAnswers): ControlHandlers<Ids> {
  return {
    listFaults: ({ world, answer }) => answer(200, world.faults.list()),
    armFault({ world, body, answer }) {
      // What a schema cannot say, such as which header names HTTP allows, and what the vendors' contract must have.
      const arming = armingOf(body);
      const message = faultAnswers.problemOf(arming);
      return message === undefined ? answer(201, world.faults.arm(arming)) : answer(400, { message });
    },
    disarmFault({ world, path, answer }) {
      if (world.faults.disarm(path.id)) return answer(204);
      const ids = world.faults.list().map(({ id }) => id);
      const known = ids.length === 0 ? "none is armed" : thereAre(path.id, ids);
      return answer(404, { message: `there is no fault ${byForm.scrub(path.id)}: ${known}` });
    },
    clearFaults({ world, answer }) {
      world.faults.clear();
      return answer(204);
    },
  };
}
