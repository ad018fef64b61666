import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { Scrubber } from "./scrubber.ts";

const masker = maskerOf(loadContract());

function scrubberOf(...bodies: unknown[]): Scrubber {
  const scrubber = new Scrubber(masker);
  for (const body of bodies) {
    scrubber.learn({
      request: { method: "POST", url: "http://h/?pancard=QUERY-PAN", headers: [], body: JSON.stringify(body) },
      response: { status: 200, headers: [["set-cookie", "cookie-value"]], body: Buffer.from("") },
      durationMs: 1,
    });
  }
  return scrubber;
}

test.each([
  ["nothing known in it", "a text", "a text"],
  ["empty", "", ""],
  ["alone", "ABCZE1234F", "***"],
  ["at both ends", "ABCZE1234F and ABCZE1234F", "*** and ***"],
  ["one behind the other", "ABCZE1234FRavi Rao", "******"],
  ["the longest of two that start alike", "Ravi Raoul", "***"],
  ["the shorter where the longer is not", "Ravi Raout", "***ut"],
  ["two that overlap", "Ravi Raoul Roy", "***"],
  ["one within another", "12345678", "***"],
  ["a start without the rest", "ABCZ", "ABCZ"],
  ["one that was cut", "it was ABCZE12... and more", "it was ***... and more"],
  ["another that was cut", "it was ABCZX...", "it was ABCZX..."],
  ["in JSON", 'said \\"hi\\" twice', "*** twice"],
  ["in a URL", "a=Ravi%20Rao&b=Ravi+Rao", "a=***&b=***"],
  ["of a query and a header", "QUERY-PAN cookie-value", "*** ***"],
  ["a short one is left", "abc", "abc"],
])("%s", (_name, text, masked) => {
  const scrubber = scrubberOf(
    { pancard: "ABCZE1234F", bcagentname: "Ravi Rao", lastname: "abc", shopname: 'said "hi"' },
    {
      nested: [{ bcagentname: "Ravi Raoul", companyname: "Raoul Roy" }],
      mobilenumber: 12345678,
      token: { a: ["3456"] },
    },
  );
  expect(scrubber.scrub(text)).toBe(masked);
});

test("what is learnt later is masked later", () => {
  const scrubber = scrubberOf();
  expect(scrubber.scrub("a-secret-word")).toBe("a-secret-word");
  scrubber.learn({
    request: { method: "GET", url: "/", headers: [["Authorization", "Bearer a-secret-word"]], body: "" },
    response: { status: 200, headers: [], body: Buffer.from("") },
    durationMs: 1,
  });
  expect(scrubber.scrub("a-secret-word")).toBe("***");
});

test("a word of a PAN's form is masked though nobody has learnt it", () => {
  expect(scrubberOf().scrub("of ABCZE1234F.")).toBe("of ***.");
});

const inParts = '--XX\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\nof-the-form\r\n--XX--';

test.each([
  ["a form", "application/x-www-form-urlencoded", "grant_type=password&client_secret=of-the-form"],
  ["a form in parts", "multipart/form-data; boundary=XX", inParts],
  ["a member of an object in a form", "application/x-www-form-urlencoded", "client%5Bclient_secret%5D=of-the-form"],
])("%s that was sent is searched by name", (_what, type, body) => {
  const scrubber = new Scrubber(masker);
  scrubber.learn({
    request: { method: "POST", url: "http://h/?filter[pan]=of-a-query", headers: [["Content-Type", type]], body },
    response: { status: 200, headers: [], body: Buffer.from("") },
    durationMs: 1,
  });
  expect(scrubber.scrub("of-the-form, of-a-query, password")).toBe("***, ***, password");
});
