import { printable } from "../../spec/words/printable.ts";
import { headerOf } from "../exchange/exchange.ts";
import type { MaskedExchange, MaskedMessage } from "../exchange/masked-exchange.ts";
import { recordedFinding } from "../exchange/recorded-step.ts";
import type { Tool } from "./ctrf.ts";
import { unjudgedText } from "./finding-text.ts";
import type { ShownRun, ShownStep, ShownWorkflow } from "./shown-run.ts";

// See send.ts for why it is not imported.
const { STATUS_CODES } = process.getBuiltinModule("node:http");

/**
 * The exchanges of a run as HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec), a page for each workflow.
 * Members that start with an underscore are ours, as the format allows.
 */
export function harOf(run: ShownRun, tool: Tool): string {
  const workflows = run.files.flatMap(({ scenario, workflows }) =>
    workflows.map((workflow) => ({ scenario, workflow, id: `${scenario}#${workflow.workflowId}` })),
  );
  const sent = workflows.filter(({ workflow }) => workflow.steps.some(({ exchange }) => exchange !== undefined));
  const left = run.unjudged.length === 0 ? [] : [unjudgedText(run.unjudged)];
  const log = {
    version: "1.2",
    creator: tool,
    pages: sent.map(({ id, workflow }) => pageOf(id, workflow, run)),
    entries: sent.flatMap(({ id, workflow }) =>
      workflow.steps.flatMap((step) => (step.exchange ? entryOf(step, step.exchange, { run, pageref: id }) : [])),
    ),
    // Whoever judges the recording shows them too, so that it tells the same.
    ...(run.madeUp.length === 0 ? {} : { _madeUp: run.madeUp }),
    comment: [printable(`${run.target}; sensitive values are masked`), ...left].join("; "),
  };
  return `${JSON.stringify({ log }, undefined, 2)}\n`;
}

function pageOf(id: string, { workflowId, steps }: ShownWorkflow, { startedAt }: ShownRun) {
  const first = steps.find(({ exchange }) => exchange?.startedAt !== undefined);
  const startedDateTime = new Date(first?.exchange?.startedAt ?? startedAt).toISOString();
  return { startedDateTime, id, title: printable(workflowId), pageTimings: {} };
}

function entryOf(step: ShownStep, exchange: MaskedExchange, { run, pageref }: { run: ShownRun; pageref: string }) {
  const { request, response, startedAt, durationMs } = exchange;
  const { text, comment, bytes } = bodyOf(response);
  return {
    pageref,
    startedDateTime: new Date(startedAt ?? run.startedAt).toISOString(),
    time: durationMs,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: named(request.headers),
      queryString: URL.canParse(request.url) ? named([...new URL(request.url).searchParams]) : [],
      ...(request.body === "" ? {} : { postData: postDataOf(request) }),
      headersSize: -1,
      bodySize: bodyOf(request).bytes,
    },
    response: {
      status: response.status,
      statusText: STATUS_CODES[response.status] ?? "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: named(response.headers),
      content: { size: bytes, mimeType: headerOf(response.headers, "content-type") ?? "", text, ...comment },
      redirectURL: headerOf(response.headers, "location") ?? "",
      headersSize: -1,
      bodySize: bytes,
      ...(response.misframed === undefined ? {} : { _misframed: response.misframed }),
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
    _step: {
      stepId: step.stepId,
      calls: step.calls,
      attempt: step.attempt,
      verdict: step.verdict,
      ...(step.breaksRequest ? { breaksRequest: true } : {}),
      findings: step.findings.map(recordedFinding),
    },
  };
}

function postDataOf(request: MaskedMessage) {
  const { text, comment } = bodyOf(request);
  return { mimeType: headerOf(request.headers, "content-type") ?? "", text, ...comment };
}

/** A body that cannot be shown is left out; what it was stands in the comment. Sizes are those of what is shown. */
function bodyOf({ body, bodyIsText }: MaskedMessage): { text?: string; comment: { comment?: string }; bytes: number } {
  if (!bodyIsText) return { comment: { comment: body }, bytes: -1 };
  return { text: body, comment: {}, bytes: Buffer.byteLength(body) };
}

function named(pairs: [name: string, value: string][]) {
  return pairs.map(([name, value]) => ({ name, value }));
}
