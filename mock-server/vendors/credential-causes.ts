// Why credentials that came complete are not known together, whichever vendor's they are. A secret is only ever compared
// in constant time, and none of them is told; ids are not told either, since the journal masks them as well: the sandbox
// they belong to says as much.

import { meantName } from "../../spec/words/did-you-mean.ts";
import { type Credential, matching, sameSecret } from "../world/credential.ts";
import { type Cause, listed, type Seen } from "./advice.ts";
import type { Call } from "./call.ts";

/** Where a vendor's credentials stand in a call, and what two of them mean. */
export interface SentCredentials {
  vendor: string;
  /** The one that tells by itself whose a call is. */
  id: string;
  secret: string;
  /** All of them, empty where they are not there. */
  of(call: Call): Credential;
}

/** A slip that can be undone: the credentials without it, and what to change. */
type Repair = (given: Credential) => Iterable<{ repaired: Credential; change: string }>;

/**
 * The usual causes, the surest first.
 * @param repairs the vendor's own slips
 */
export function credentialCauses(sent: SentCredentials, ...repairs: Repair[]): Cause[] {
  const causes = [
    ...[swapped, unwrapped, ...repairs].map(repairedBy),
    letterCase,
    placeholder,
    secretOfAnother,
    misfit,
  ];
  return causes.map((cause) => (seen) => {
    const given = sent.of(seen.call);
    return Object.values(given).includes("") ? undefined : cause(given, sent, seen);
  });
}

type ValueCause = (given: Credential, sent: SentCredentials, seen: Seen) => string | undefined;

/** A slip is the cause where the credentials are known without it. */
function repairedBy(repair: Repair): ValueCause {
  return (given, { vendor, id }, { sandboxes }) => {
    for (const { repaired, change } of repair(given)) {
      const { credentials } = sandboxes.named([{ vendor, caller: { id: repaired[id] ?? "" } }]);
      if (matching(repaired, credentials[vendor] ?? [])) return change;
    }
    return undefined;
  };
}

const swapped: Repair = function* (given) {
  const all = Object.entries(given);
  for (const [index, [name, value]] of all.entries()) {
    for (const [other, otherValue] of all.slice(index + 1)) {
      const repaired = { ...given, [name]: otherValue, [other]: value };
      yield { repaired, change: `swap ${name} and ${other}: each has the other's value` };
    }
  }
};

const unwrapped: Repair = function* (given) {
  const all = Object.entries(given).map(([name, value]) => ({ name, value, plain: bare(value) }));
  const wrapped = all.filter(({ value, plain }) => value !== plain).map(({ name }) => name);
  const repaired = Object.fromEntries(all.map(({ name, plain }) => [name, plain]));
  const change = `send ${listed(wrapped)} bare: quotes, blanks, brackets or escapes came with it`;
  if (wrapped.length > 0) yield { repaired, change };
};

/** No value that is longer is looked into. */
const longestValue = 512;
// Quotes of every kind, blanks and marks that nobody sees, brackets, and a backslash with what it escapes.
const edge = /^(?:[\s"'`<>{}\p{Pi}\p{Pf}\p{Cf}]|\\[nrt"])+|(?:[\s"'`<>{}\p{Pi}\p{Pf}\p{Cf}]|\\[nrt"])+$/gu;

/** A value without quotes, blanks and brackets around it, and without the escapes of a URL. */
export function bare(value: string): string {
  if (value.length > longestValue) return value;
  // A header's bytes are read as Latin-1, whatever they were.
  const utf8 = /[^\0-\xff]/.test(value) ? value : Buffer.from(value, "latin1").toString();
  return unescaped(utf8.includes("\ufffd") ? value : utf8).replace(edge, "");
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const letterCase: ValueCause = (given, sent, seen) => {
  const names = Object.keys(given);
  const folded = (credential: Credential, name: string) => (credential[name] ?? "").toLowerCase();
  for (const { credential } of known(sent, seen)) {
    if (folded(credential, sent.id) !== folded(given, sent.id)) continue;
    if (names.every((name) => sameSecret(folded(given, name), folded(credential, name)))) {
      return `mind the letter case of ${listed(differing(given, credential))}`;
    }
  }
  return undefined;
};

const placeholderForm =
  /^(?:\{\{.*\}\}|\$\{?\w+\}?|<.*>|%\w+%|undefined|null|none|nan|\[object.*|changeme|your[ _-].*)$/i;

/** Whether a value is what a template, a page or a program has where a value should come. */
export function isPlaceholder(value: string): boolean {
  return placeholderForm.test(value);
}

const placeholder: ValueCause = (given) => {
  const names = Object.keys(given).filter((name) => isPlaceholder(given[name] ?? ""));
  return names.length === 0 ? undefined : `fill in ${listed(names)}: a placeholder was sent`;
};

const secretOfAnother: ValueCause = (given, sent, seen) => {
  const { id, secret } = sent;
  const all = known(sent, seen);
  const owner = all.find(({ credential }) => sameSecret(given[secret] ?? "", credential[secret] ?? ""));
  if (!owner || owner.credential[id] === given[id]) return undefined;
  const own = all.find(({ credential }) => credential[id] === given[id]);
  if (!own) return `${secret} belongs to sandbox ${owner.sandbox}, ${id} to none: send the ${id} that goes with it`;
  if (own.sandbox === owner.sandbox) return `${secret} goes with another ${id} of sandbox ${own.sandbox}`;
  return `${secret} belongs to sandbox ${owner.sandbox}, ${id} to sandbox ${own.sandbox}: send those of one sandbox`;
};

/** Which of them does not fit the others. */
const misfit: ValueCause = (given, sent, seen) => {
  const { id } = sent;
  const all = known(sent, seen);
  const [wrong] = all
    .filter(({ credential }) => credential[id] === given[id])
    .map(({ credential }) => differing(given, credential))
    .toSorted((one, other) => one.length - other.length);
  if (wrong) return `check ${listed(wrong)}: the ${id} is known, and goes with something else`;
  const ids = all.map(({ credential }) => credential[id] ?? "");
  const near = meantName(given[id] ?? "", ids);
  const like = all.find(({ credential }) => credential[id] === near);
  return `check ${id}: it is known to no sandbox${like ? `, and spelt much like one of sandbox ${like.sandbox}` : ""}`;
};

/** Every credential of a vendor's that there is. */
function known({ vendor }: SentCredentials, { sandboxes }: Seen): { sandbox: string; credential: Credential }[] {
  return sandboxes.all.flatMap(({ name, credentials }) =>
    (credentials[vendor] ?? []).map((credential) => ({ sandbox: name, credential })),
  );
}

/** The names under which two credentials have different values. */
function differing(given: Credential, credential: Credential): string[] {
  return Object.keys(given).filter((name) => !sameSecret(given[name] ?? "", credential[name] ?? ""));
}
