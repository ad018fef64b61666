import type { operations } from "../../spec/generated/control.ts";
import { byForm } from "../../spec/scrub.ts";
import { type JournalQuery, queryProblem } from "../journal/journal-query.ts";
import type { Sandbox } from "../world/sandbox.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import type { World } from "../world/world.ts";
import { type ControlHandlers, RefusedCall } from "./control-call.ts";
import { entryBody, type JournalStreams, maximumStreams } from "./journal-stream.ts";

/** A query whose names have not been looked at. */
type WrittenQuery = NonNullable<operations["searchJournal"]["parameters"]["query"]>;

type Ids = "searchJournal" | "countJournal" | "streamJournal" | "clearJournal" | "readEntry";

/**
 * The journal of a world: searching, counting, listening, forgetting; and one entry of whatever world.
 * @param known the operations there are
 */
export function journalHandlers(
  sandboxes: Sandboxes,
  known: readonly string[],
  streams: JournalStreams,
): ControlHandlers<Ids> {
  const rules = [...sandboxes.settings.ledger.keys()];
  const checked = (query: WrittenQuery): JournalQuery => {
    const problem = queryProblem(query, { rules, operations: known });
    if (problem !== undefined) throw new RefusedCall(400, problem);
    return query as JournalQuery;
  };
  return {
    searchJournal: ({ world, query, answer }) => answer(200, world.journal.entries(checked(query)).map(entryBody)),
    countJournal: ({ world, query, answer }) =>
      answer(200, { count: world.journal.count(checked(query)), dropped: world.journal.dropped }),
    streamJournal({ sandbox, world, query, header, answer }) {
      const starts = [query.since, header["last-event-id"]].filter((id) => id !== undefined);
      const { journal } = world;
      // The later one in the order of writing, which is not always that of the ids.
      const [since] = starts.toSorted((one, other) => journal.placeOf(other) - journal.placeOf(one));
      const listening = {
        journal,
        query: { ...checked(query), since },
        isCurrent: () => isCurrent(sandboxes, sandbox, world),
      };
      if (streams.isFull) return answer(429, { message: `${maximumStreams} streams are open already: close one` });
      return answer(200, (response) => streams.play(response, listening));
    },
    readEntry({ path: { id }, answer }) {
      const number = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined;
      if (number === undefined) return answer(400, { message: "id: send what an answer has in x-understudy-exchange" });
      for (const { journal } of sandboxes.worlds) {
        const entry = journal.find(number);
        if (entry) return answer(200, entryBody(entry));
      }
      const reasons =
        "dropped for want of room, cleared, or gone with its session or sandbox; or its call is not over yet";
      return answer(404, { message: `there is no entry ${byForm.scrub(id)}: it may have been ${reasons}` });
    },
    clearJournal({ world, answer }) {
      world.journal.clear();
      return answer(204);
    },
  };
}

/** Whether calls still happen in a world: its sandbox or session may have been ended, or ended and begun anew. */
function isCurrent(sandboxes: Sandboxes, sandbox: Sandbox, world: World): boolean {
  const { all, unassigned } = sandboxes;
  return (sandbox === unassigned || all.includes(sandbox)) && sandbox.worlds.includes(world);
}
