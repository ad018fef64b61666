import type { operations } from "../../spec/generated/control.ts";
import { type JournalQuery, queryProblem } from "../journal/journal-query.ts";
import type { Sandbox } from "../world/sandbox.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import type { World } from "../world/world.ts";
import { type ControlHandlers, RefusedCall } from "./control-call.ts";
import { entryBody, type JournalStreams, maximumStreams } from "./journal-stream.ts";

/** A query whose names have not been looked at. */
type WrittenQuery = NonNullable<operations["searchJournal"]["parameters"]["query"]>;

type Ids = "searchJournal" | "countJournal" | "streamJournal" | "clearJournal";

/**
 * The journal of a world: searching, counting, listening, forgetting.
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
    countJournal: ({ world, query, answer }) => answer(200, { count: world.journal.count(checked(query)) }),
    streamJournal({ sandbox, world, query, header, answer }) {
      const starts = [query.since, header["last-event-id"]].filter((id) => id !== undefined);
      const since = starts.length === 0 ? undefined : Math.max(...starts);
      const listening = {
        journal: world.journal,
        query: { ...checked(query), since },
        isCurrent: () => isCurrent(sandboxes, sandbox, world),
      };
      if (streams.isFull) return answer(429, { message: `${maximumStreams} streams are open already: close one` });
      return answer(200, (response) => streams.play(response, listening));
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
  if (sandbox !== unassigned && !all.includes(sandbox)) return false;
  return world === sandbox.main || sandbox.sessions.some((name) => sandbox.session(name) === world);
}
