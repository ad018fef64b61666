import { fullFormats } from "ajv-formats/dist/formats.js";

/** Dates in headers (RFC 9110, section 5.6.7), in the one form that may be sent. */
const httpDate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

const fullDate = /^\d{4}-\d\d-\d\d$/;
const fullTime = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|([+-])(\d\d):(\d\d))$/i;

/** Whether a text is a `full-time` (RFC 3339, section 5.6): its offset has a colon, and a leap second is the last of a UTC day. */
export function isFullTime(text: string): boolean {
  const found = fullTime.exec(text);
  if (!found) return false;
  const [hour, minute, second] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const [offsetHour, offsetMinute] = [Number(found[5] ?? 0), Number(found[6] ?? 0)];
  if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (offsetHour * 60 + offsetMinute) * (found[4] === "-" ? -1 : 1);
  // Section 5.7: there is a sixtieth second only in the last minute of a day, wherever that is told from.
  return second === 60 && (hour * 60 + minute - offset + 2 * 1440) % 1440 === 1439;
}

/** Whether a text is a `full-date` (RFC 3339, section 5.6) of the calendar. */
export function isFullDate(text: string): boolean {
  if (!fullDate.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Whether a text is a `date-time` (RFC 3339, section 5.6): T between date and time, in either case. */
export function isDateTime(text: string): boolean {
  return /^.{10}t/i.test(text) && isFullDate(text.slice(0, 10)) && isFullTime(text.slice(11));
}

/** The formats that are checked, by name; what is not in here is told and not judged. */
export const formats = {
  ...fullFormats,
  date: isFullDate,
  time: isFullTime,
  "date-time": isDateTime,
  "http-date": httpDate,
};

/** Their names. */
export const formatNames: ReadonlySet<string> = new Set(Object.keys(formats));
