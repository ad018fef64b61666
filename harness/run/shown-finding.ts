import { pointerSegments, valueAt } from "../../spec/json/json-pointer.ts";
import { maskText } from "../../spec/scrub.ts";
import { headerOf } from "../exchange/exchange.ts";
import { readJson } from "../exchange/json-text.ts";
import type { RecordedExchange } from "../exchange/recorded-entry.ts";
import type { CheckId, Finding } from "../finding.ts";
import { restExpected } from "../judge/finding-list.ts";
import type { Judge } from "../judge/judge.ts";

/** A finding as far as it says what it was made from. */
type Made = Pick<Finding, "check" | "where" | "expected"> & { contract: { pointer: string } | undefined };

const bodyChecks: readonly CheckId[] = ["media-type", "json", "body", "echo", "undocumented-member"];
/** Keywords that look at what is in a value, so that a mask anywhere in it changes what they say. */
const lookInside = /\/(const|enum|uniqueItems|contains|not|oneOf|anyOf|if|then|else|propertyNames)(\/|$)/;

/**
 * What is found of a recorded exchange. Where the recording shows what a finding is made from, the judge has the word; where
 * it is masked or left out, and where a scenario asked for more than the contract, a recording of ours tells what was found
 * when it was made, and nothing is said of any other.
 * @param found by the judge, from what is there
 * @param recall makes a finding of a recorded one; `undefined` where it counts for nothing
 */
export function shownFindings(
  found: readonly Finding[],
  recorded: RecordedExchange,
  recall: Judge["recall"],
): Finding[] {
  const told = recorded.step?.findings ?? [];
  // Found by both: where a mask stands in the words, those of the run know all that was to be masked.
  const twinOf = ({ check, where, contract }: Finding) =>
    told.find((one) => one.check === check && one.where === where && one.contract?.pointer === contract?.pointer);
  const seen = found
    .filter((finding) => isShown(finding, recorded))
    .map((finding) => {
      const twin = twinOf(finding);
      return twin && (hasMask(finding) || hasMask(twin)) ? (recall(twin) ?? finding) : finding;
    });
  const recalled = told
    .filter((finding) => finding.check === "criterion" || !isShown(finding, recorded))
    .flatMap((finding) => recall(finding) ?? []);
  // In the order of the run, for one cause stands before what follows from it; what is new comes last.
  const order = new Map(told.map(({ check, where }, index) => [`${check} ${where}`, index]));
  const rank = ({ check, where }: Finding) => order.get(`${check} ${where}`) ?? told.length;
  return [...seen, ...recalled].sort((a, b) => rank(a) - rank(b));
}

function hasMask({ expected, actual, advice }: Pick<Finding, "expected" | "actual" | "advice">): boolean {
  return [expected, actual, advice].some((text) => text.includes(maskText));
}

/** Whether a recording shows what a finding is made from. */
function isShown(finding: Made, { exchange, isRequestWhole, unknownBody, step }: RecordedExchange): boolean {
  const { check, where, expected } = finding;
  if (where.includes(maskText)) return false;
  // Who was let in, and how many findings are not told: the run knew the credentials, and all that there was to be found.
  if (check === "security" || expected === restExpected) return step === undefined;
  const { request, response } = exchange;
  if (check === "request") {
    const at = where.replace(/^request /, "");
    if (at === "body" || at.startsWith("/")) {
      return isRequestWhole && isBodyShown(finding, at === "body" ? "" : at, Buffer.from(request.body));
    }
    return !textsAt(at, recordedParts(request)).some(isHidden);
  }
  // A recording has bodies without their content coding, and nothing of a coding that could not be taken off.
  if (check === "header") return where !== "content-encoding" && !isHidden(headerOf(response.headers, where) ?? "");
  if (!bodyChecks.includes(check)) return true;
  if (unknownBody !== undefined) return false;
  // The header says it, or that there is no body at all.
  return check === "media-type" || isBodyShown(finding, where, response.body);
}

/** Whether what a finding says of a place in a body can be seen there. */
function isBodyShown({ check, expected, contract }: Made, pointer: string, body: Buffer): boolean {
  // That a member is there, or is there twice, is wrong whatever its value.
  if (check === "undocumented-member" || expected === "each member name once") return true;
  const json = readJson(body);
  const value = "value" in json ? valueAt(json.value, pointer) : undefined;
  if (typeof value === "string") return !value.includes(maskText);
  if (check === "echo") return !expected.includes(maskText) && !JSON.stringify(value)?.includes(maskText);
  const keyword = `/${pointerSegments(contract?.pointer ?? "")
    .slice(-2)
    .join("/")}`;
  return !lookInside.test(keyword) || !JSON.stringify(value)?.includes(maskText);
}

type Parts = { url: URL | null; headers: [string, string][] };

function recordedParts({ url, headers }: { url: string; headers: [string, string][] }): Parts {
  return { url: URL.parse(url), headers };
}

/** The texts of a request that a finding at `path NAME`, `query NAME`, `cookie NAME` or a header's name is made from. */
function textsAt(at: string, { url, headers }: Parts): string[] {
  const [place, name = ""] = at.split(" ", 2);
  if (place === "query") return url?.searchParams.getAll(name) ?? [];
  if (place === "path") return [url?.pathname ?? ""];
  return [headerOf(headers, place === "cookie" ? "cookie" : at) ?? ""];
}

/** Whether a mask stands in a text in place of what would be judged; after a scheme nothing is. */
function isHidden(text: string): boolean {
  return text.includes(maskText) && !/^[^ *]+ \*\*\*$/.test(text);
}
