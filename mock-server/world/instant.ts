/** The first and the last moment a clock may show. */
const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(3000, 0, 1) - 1;

/** What a moment must be, in words. */
export const instantRange = "a time from 1970-01-01T00:00:00Z to 2999-12-31T23:59:59Z";

/** Whether a clock may show a moment, given in milliseconds since 1970. */
export function isInstant(milliseconds: number): boolean {
  return milliseconds >= earliest && milliseconds <= latest;
}

/** The nearest moment that a clock may show, in milliseconds since 1970. */
export function withinInstants(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, earliest), latest);
}

/**
 * The moment an ISO 8601 text with a zone tells, in milliseconds since 1970.
 * @returns `undefined` for a text of another form, a day that does not exist, and a time out of range
 */
export function instantOf(text: string): number | undefined {
  const day = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.exec(text)?.[1];
  // Date.parse carries the 30th of February over into March.
  const exists = day !== undefined && dayOf(Date.parse(`${day}T00:00:00Z`)) === day;
  const instant = exists ? Date.parse(text) : Number.NaN;
  return isInstant(instant) ? instant : undefined;
}

function dayOf(milliseconds: number): string | undefined {
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString().slice(0, 10);
}
