import { expect, test } from "vitest";
import { loadContract } from "./contract.ts";
import { maskerOf } from "./mask.ts";

const masker = maskerOf(loadContract());

test("personal members are masked at any depth, others and empty values stay", () => {
  const value = {
    bcagentid: "A-1",
    pancard: "ABCZE1234F",
    rows: [{ MobileNumber: "5209295531", shopcity: null, area: "" }],
  };
  expect(masker.json(value)).toEqual({
    bcagentid: "A-1",
    pancard: "***",
    rows: [{ MobileNumber: "***", shopcity: null, area: "" }],
  });
});

test("secrets in headers are masked, the scheme stays", () => {
  expect(masker.header("Authorization", "Bearer abc.def")).toBe("Bearer ***");
  expect(masker.header("authorization", "abc.def")).toBe("***");
  expect(masker.header("CLIENT_SECRET", "understudy-secret")).toBe("***");
  expect(masker.header("client_id", "understudy")).toBe("understudy");
});

test("a body that is not JSON tells its size only", () => {
  expect(masker.body('{"pancard":"ABCZE1234F",}')).toBe("(25 bytes that are not JSON)");
  expect(masker.body('{"lastname":"Doe"}')).toBe('{"lastname":"***"}');
  expect(masker.body("")).toBe("");
});

test("every member the page calls a name, an address or a number of a person is sensitive", () => {
  const personal = ["bcagentname", "lastname", "companyname", "address", "area", "pincode", "mobilenumber", "shopname"];
  const more = ["shopaddress", "shopstate", "shopcity", "shopdistrict", "shoparea", "shoppincode", "pancard"];
  for (const name of [...personal, ...more, "nep_key", "token"]) expect(masker.isSensitive(name), name).toBe(true);
});
