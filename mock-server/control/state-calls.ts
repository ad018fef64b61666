import { restoreSnapshot, takeSnapshot } from "../world/snapshot.ts";
import { type ControlHandlers, RefusedCall } from "./control-call.ts";

type Ids = "sowSeed" | "resetState" | "takeSnapshot" | "restoreSnapshot";

/** The largest body of the one call that takes more than the usual, in bytes. */
export const maximumSnapshotBytes = 16 * 1024 * 1024;
/** What a claim takes in it at least: 16 characters, quotes and a comma. */
const bytesOfClaim = 19;

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
  async takeSnapshot({ world, answer }) {
    const { claimed } = world.store;
    const snapshot = claimed * bytesOfClaim > maximumSnapshotBytes ? undefined : await takeSnapshot(world);
    if (!snapshot || Buffer.byteLength(JSON.stringify(snapshot)) > maximumSnapshotBytes) {
      const holds = `the world holds ${claimed} claims and ${snapshot?.tokens.length ?? "its"} tokens`;
      const message = `${holds}, more than the ${maximumSnapshotBytes} bytes that could be put back: reset it before`;
      throw new RefusedCall(409, message);
    }
    return answer(200, snapshot);
  },
  async restoreSnapshot({ world, body, answer }) {
    await restoreSnapshot(world, body);
    return answer(204);
  },
};
