import { restoreSnapshot, takeSnapshot } from "../world/snapshot.ts";
import type { ControlHandlers } from "./control-call.ts";

type Ids = "sowSeed" | "resetState" | "takeSnapshot" | "restoreSnapshot";

/** What a world remembers: sowing, forgetting, keeping and putting back. */
export const stateHandlers: ControlHandlers<Ids> = {
  async sowSeed({ sandbox, world, body, answer }) {
    await sandbox.sow(world, body);
    return answer(204);
  },
  async resetState({ sandbox, world, answer }) {
    await sandbox.begin(world);
    return answer(204);
  },
  takeSnapshot: async ({ world, answer }) => answer(200, await takeSnapshot(world)),
  async restoreSnapshot({ world, body, answer }) {
    await restoreSnapshot(world, body);
    return answer(204);
  },
};
