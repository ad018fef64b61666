import { expect, test } from "vitest";
import { type BreachFacts, breachCode, type CriterionFacts, criterionCode } from "./wfc-code.ts";

const accepted: CriterionFacts = { wanted: [400, 401], status: 200, requestBreach: "input" };

test.each<[name: string, facts: Partial<CriterionFacts>, code: number | undefined]>([
  ["accepted without credentials", { requestBreach: "credentials" }, 307],
  ["accepted with a wrong input", {}, 206],
  ["accepted though nothing was wrong with it", { requestBreach: undefined }, undefined],
  ["refused otherwise", { status: 409 }, undefined],
  ["refused though it should have been accepted", { wanted: [200], status: 400 }, undefined],
  ["a refusal or something else was wanted", { wanted: [200, 401] }, undefined],
  ["another place", { wanted: undefined }, undefined],
  ["no answer of its own", { status: undefined }, undefined],
])("a failed criterion: %s", (_name, facts, code) => {
  expect(criterionCode({ ...accepted, ...facts })).toBe(code);
});

const breach: BreachFacts = {
  check: "status",
  where: "status",
  isAbsent: false,
  isClosed: false,
  status: 200,
  isPublic: false,
  documents401: true,
};

test.each<[name: string, facts: Partial<BreachFacts>, code: number | undefined]>([
  ["another status", {}, 200],
  ["a 401 of what anybody may call", { status: 401, isPublic: true }, 202],
  ["a 401 of what not everybody may call", { status: 401 }, 200],
  ["a 403 beside a 401", { status: 403 }, 200],
  ["a 403 where there is no 401", { status: 403, documents401: false }, 203],
  ["a 401 without its challenge", { check: "header", where: "www-authenticate", status: 401, isAbsent: true }, 109],
  ["a 401 with a malformed challenge", { check: "header", where: "www-authenticate", status: 401 }, 200],
  ["a 405 without Allow", { check: "header", where: "allow", status: 405, isAbsent: true }, 110],
  ["Allow absent elsewhere", { check: "header", where: "allow", isAbsent: true }, 200],
  ["a malformed Allow", { check: "header", where: "allow", status: 405 }, 201],
  ["a malformed Location", { check: "header", where: "location" }, 120],
  ["no Location", { check: "header", where: "location", isAbsent: true }, 200],
  ["another header", { check: "header", where: "x-rate" }, 200],
  ["a coding that is none", { check: "header", where: "content-encoding" }, undefined],
  ["a body with a 204", { check: "media-type", where: "", status: 204 }, 105],
  ["another media type", { check: "media-type", where: "content-type" }, 200],
  ["a wrong body", { check: "body", where: "/status" }, 200],
  ["a member too many", { check: "undocumented-member", where: "/more" }, undefined],
  ["a member too many in a closed object", { check: "undocumented-member", where: "/more", isClosed: true }, 200],
  ["JSON of two meanings", { check: "json", where: "/id" }, undefined],
  ["another id than was sent", { check: "echo", where: "/id" }, undefined],
  ["too slow", { check: "time", where: "time" }, undefined],
  ["a wrong request", { check: "request", where: "request body" }, undefined],
])("a breach: %s", (_name, facts, code) => {
  expect(breachCode({ ...breach, ...facts })).toBe(code);
});
