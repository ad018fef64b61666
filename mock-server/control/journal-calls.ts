import { nearest } from "../../spec/usage-error.ts";
import type { JournalQuery } from "../journal/journal-query.ts";
import type { Sandbox } from "../world/sandbox.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import type { World } from "../world/world.ts";
import { type ControlHandlers, RefusedCall } from "./control-call.ts";
import { entryBody, type JournalStreams, maximumStreams } from "./journal-stream.ts";

type Ids = "searchJournal" | "countJournal" | "streamJournal" | "clearJournal";

/** The journal of a world: searching, counting, listening, forgetting. */
export function journalHandlers(sandboxes: Sandboxes, streams: JournalStreams): ControlHandlers<Ids> {
  const known = [...sandboxes.settings.ledger.keys()];
  // A misspelt rule would match nothing, and a test that counts to 0 would pass.
  const checked = <Query extends JournalQuery>(query: Query): Query => {
    if (query.rule === undefined || known.some((id) => id === query.rule)) return query;
    throw new RefusedCall(400, `unknown rule ${query.rule}: did you mean ${nearest(query.rule, known)}?`);
  };
  return {
    searchJournal: ({ world, query, answer }) => answer(200, world.journal.entries(checked(query)).map(entryBody)),
    countJournal: ({ world, query, answer }) =>
      answer(200, { count: world.journal.count(checked(query)), dropped: world.journal.dropped }),
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
