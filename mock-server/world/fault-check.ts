import { validateHeaderName, validateHeaderValue } from "node:http";
import { z } from "zod";
import { isDeeper } from "../../spec/json/depth.ts";
import { ownMember } from "../../spec/json/json-pointer.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { didYouMean, meantName } from "../../spec/words/did-you-mean.ts";
import type { Arming, Fault, FaultsDump } from "./fault.ts";

/** The longest delay, and the longest time a dripping answer takes, in milliseconds. */
export const longestFaultMs = 60_000;
const longestBody = 65_536;

const whole = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};
const text = (most: number) => {
  const error = `a text of 1 to ${most} characters`;
  return z.string({ error }).min(1, { error }).max(most, { error });
};
const headerValue = text(1000).refine((value) => accepts(() => validateHeaderValue("x", value)), {
  error: "a value that HTTP allows in a header",
});

// Framing belongs to the server: another length or encoding would break the next call on the same connection.
const ownHeaders = ["connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade"];
const headers = z
  .record(z.string(), headerValue, { error: "an object of header names and texts" })
  .refine((all) => Object.keys(all).length <= 50, { error: "at most 50 headers" })
  .refine((all) => Object.keys(all).every((name) => accepts(() => validateHeaderName(name))), {
    error: "names that HTTP allows for a header",
  })
  .refine((all) => Object.keys(all).every((name) => !ownHeaders.includes(name.toLowerCase())), {
    error: `headers other than ${ownHeaders.join(", ")}: the server sets those`,
  });
/** How deep the body of an answer may be nested: far above any, far below what exhausts the stack of who writes it. */
const deepestBody = 200;
const shallowBody = z
  .union([z.string(), z.record(z.string(), z.unknown())], { error: "an object or a text" })
  .refine((value) => !isDeeper(value, deepestBody), { error: `one nested at most ${deepestBody} deep`, abort: true });
const body = shallowBody.refine(
  // A text is measured as it is sent, an object as the JSON it becomes.
  (value) => Buffer.byteLength(typeof value === "string" ? value : JSON.stringify(value)) <= longestBody,
  { error: `at most ${longestBody} bytes` },
);
/** Statuses that HTTP gives no body. */
export const bodilessStatuses: readonly number[] = [204, 205, 304];

const faultSchema = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("delay"),
      ms: whole(0, longestFaultMs),
      upToMs: whole(0, longestFaultMs).exactOptional(),
    })
    .refine(({ ms, upToMs }) => upToMs === undefined || upToMs >= ms, { error: "ms or more", path: ["upToMs"] }),
  z
    .strictObject({
      kind: z.literal("answer"),
      status: whole(200, 599),
      body: body.exactOptional(),
      headers: headers.exactOptional(),
    })
    .refine((answer) => answer.body === undefined || !bodilessStatuses.includes(answer.status), {
      error: "no body with status 204, 205 or 304",
      path: ["body"],
    }),
  z.strictObject({ kind: z.literal("example"), name: text(100), status: whole(200, 599).exactOptional() }),
  z.strictObject({ kind: z.literal("rate-limit"), retryAfterSeconds: whole(0, 86_400) }),
  z.strictObject({
    kind: z.literal("unavailable"),
    status: z.literal([500, 502, 503, 504], { error: "one of 500, 502, 503, 504" }),
  }),
  z.strictObject({ kind: z.literal("duplicate") }),
  z.strictObject({ kind: z.literal("reset") }),
  z.strictObject({ kind: z.literal("reset-midway") }),
  z.strictObject({ kind: z.literal("drip"), bytes: whole(1, longestBody), everyMs: whole(1, longestFaultMs) }),
  z.strictObject({ kind: z.literal("truncate") }),
  z.strictObject({ kind: z.literal("broken-json") }),
  z.strictObject({ kind: z.literal("media-type"), value: headerValue }),
  z.strictObject({ kind: z.literal("lose-answer") }),
]);

/** Every kind of fault. */
const faultKinds: readonly Fault["kind"][] = faultSchema.options.map((option) => option.shape.kind.value);

const probability = "a number above 0 and up to 1";
const seconds = "a number of seconds above 0 and up to 315360000";
const armingSchema = z.strictObject({
  operation: text(100).exactOptional(),
  times: whole(1, 1_000_000).exactOptional(),
  probability: z
    .number({ error: probability })
    .gt(0, { error: probability })
    .max(1, { error: probability })
    .exactOptional(),
  seed: whole(0, 0xffffffff).exactOptional(),
  expiresInSeconds: z
    .number({ error: seconds })
    .gt(0, { error: seconds })
    .max(315_360_000, { error: seconds })
    .exactOptional(),
  fault: faultSchema,
});

/** How many faults may be armed at once in one world. */
export const faultCapacity = 100;

/** The number of a fault is below it: 15 digits at most. */
export const mostFaultNumbers = 1e15;
const count = whole(0, Number.MAX_SAFE_INTEGER);
const armedSchema = armingSchema.extend({
  id: text(100),
  seed: whole(0, 0xffffffff),
  fired: count,
  remaining: whole(1, 1_000_000).exactOptional(),
  expiresAt: z.number({ error: "milliseconds since 1970" }).exactOptional(),
  draws: whole(0, 0xffffffff),
});
const dumpSchema = z.strictObject({
  next: whole(1, mostFaultNumbers),
  armed: z
    .array(armedSchema, { error: "a list of armed faults" })
    .max(faultCapacity, { error: `at most ${faultCapacity} armed faults` }),
});

/**
 * A copy of an arming, checked.
 * @param value from outside: a control call
 * @throws UsageError for the first member that does not fit
 */
export function armingOf(value: unknown): Arming {
  return checked<Arming>(armingSchema, value, "arming");
}

/**
 * A copy of a dump, checked.
 * @param value from outside: a snapshot
 * @param at what stands before the member that does not fit: `faults.`
 * @throws UsageError for the first member that does not fit
 */
export function faultsDumpOf(value: unknown, at = ""): FaultsDump {
  return checked<FaultsDump>(dumpSchema, value, "dump", at);
}

function checked<T>(schema: z.ZodType<T>, value: unknown, name: string, at = ""): T {
  const result = schema.safeParse(value);
  if (result.success) return structuredClone(result.data);
  const [issue] = result.error.issues;
  throw new UsageError(at + (issue === undefined ? `${name} does not fit` : describeIssue(issue, { name, value })));
}

/** One line: which member, and what to send. Values are not quoted: a body may hold personal ones. */
function describeIssue(issue: z.core.$ZodIssue, { name, value }: { name: string; value: unknown }): string {
  const path = issue.path.join(".");
  const holder = issue.path.slice(0, -1).reduce<unknown>((at, part) => ownMember(at, String(part)), value);
  if (issue.code === "unrecognized_keys") {
    const parent = issue.path.reduce<unknown>((at, part) => ownMember(at, String(part)), value);
    return unknown(issue.keys[0] ?? "", path, membersAt(path, { name, holder: parent }));
  }
  const own = ownMember(holder, String(issue.path.at(-1)));
  if (own === undefined && typeof holder === "object" && holder !== null) {
    // What is missing may be there under a name that is nearly right.
    const at = issue.path.slice(0, -1).join(".");
    const known = membersAt(at, { name, holder });
    const strange = Object.keys(holder).find(
      (other) => !known.includes(other) && meantName(other, known) !== undefined,
    );
    if (strange !== undefined) return unknown(strange, at, known);
  }
  if (issue.code === "invalid_union" && path.endsWith("kind")) {
    return `${path} is not known: ${didYouMean(String(own), faultKinds)}`;
  }
  const object = issue.code === "invalid_type" && issue.expected === "object" && !issue.message.startsWith("an object");
  return `${path === "" ? name : path} does not fit: send ${object ? "an object" : issue.message}`;
}

function unknown(name: string, at: string, known: readonly string[]): string {
  return `${[at, name].filter((part) => part !== "").join(".")} is not known: ${didYouMean(name, known)}`;
}

/** The members that an arming, an armed fault of a dump, or a fault of one kind may have. */
function membersAt(path: string, { name, holder }: { name: string; holder: unknown }): string[] {
  if (path.endsWith("fault")) {
    const kind = ownMember(holder, "kind");
    const option = faultSchema.options.find(({ shape }) => shape.kind.value === kind);
    return Object.keys(option?.shape ?? { kind });
  }
  if (path !== "") return Object.keys(armedSchema.shape);
  return Object.keys(name === "dump" ? dumpSchema.shape : armingSchema.shape);
}

function accepts(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
