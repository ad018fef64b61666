import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { nearMiss } from "./near-miss.ts";

const operations = [...loadContract().operations.values()];

const table: [method: string, path: string, operation: string, change: string][] = [
  ["GET", "/api/BOS/Status", "checkPanStatus", "GET /api/BOS/Status: use POST"],
  [
    "PUT",
    "/apiAgentOnboarding/externalonboard?x=1",
    "registerAgent",
    "PUT /apiAgentOnboarding/externalonboard: use POST",
  ],
  ["POST", "/api/BOS/status", "checkPanStatus", "/api/BOS/status: paths are case-sensitive, use /api/BOS/Status"],
  [
    "GET",
    "/understudy/BOS/Token",
    "generateToken",
    "/understudy/BOS/Token: paths are case-sensitive, use POST /understudy/bos/token",
  ],
  [
    "POST",
    "/apiAgentOnboarding/externalonboard/",
    "registerAgent",
    "/apiAgentOnboarding/externalonboard/: a slash at the end is too much, use /apiAgentOnboarding/externalonboard",
  ],
  ["POST", "//api/BOS//Status", "checkPanStatus", "//api/BOS//Status: a slash is doubled, use /api/BOS/Status"],
  ["POST", "/BOS/Status", "checkPanStatus", "/BOS/Status: /api in front is missing, use /api/BOS/Status"],
  [
    "POST",
    "/bos/status/",
    "checkPanStatus",
    "/bos/status/: a slash at the end is too much, /api in front is missing, paths are case-sensitive, use /api/BOS/Status",
  ],
  ["POST", "/v1/api/BOS/Status", "checkPanStatus", "/v1/api/BOS/Status: /v1 in front is too much, use /api/BOS/Status"],
  [
    "POST",
    "/api.bos.center/api/BOS/Status",
    "checkPanStatus",
    "/api.bos.center/api/BOS/Status: /api.bos.center in front is too much, use /api/BOS/Status",
  ],
  [
    "POST",
    "/https://api.bos.center/api/BOS/Status",
    "checkPanStatus",
    "/https://api.bos.center/api/BOS/Status: /https://api.bos.center in front is too much, use /api/BOS/Status",
  ],
  [
    "POST",
    "/api/BOS/Status/5209295531",
    "checkPanStatus",
    "/api/BOS/Status/***: what follows the path is too much, use /api/BOS/Status",
  ],
  [
    "POST",
    "/ABCZE1234F/apiAgentOnboarding/externalonboard",
    "registerAgent",
    "/***/apiAgentOnboarding/externalonboard: /*** in front is too much, use /apiAgentOnboarding/externalonboard",
  ],
  [
    "POST",
    "/apiAgentOnboarding/onboard",
    "registerAgent",
    "/apiAgentOnboarding/onboard: there is no such path, use /apiAgentOnboarding/externalonboard",
  ],
  ["GET", "/api/BOS/Sttus", "checkPanStatus", "/api/BOS/Sttus: there is no such path, use POST /api/BOS/Status"],
];
test.each(table)("%s %s", (method, path, operation, change) => {
  expect(nearMiss(method, path, operations)).toEqual({ operation, change });
});

test.each([
  ["POST", "/api/BOS/Status"],
  ["post", "/apiAgentOnboarding/externalonboard?x=1"],
  ["POST", ""],
  ["POST", "/"],
  ["POST", "//"],
  ["POST", "/api"],
  ["POST", "/favicon.ico"],
  ["POST", `/${"x".repeat(200)}/api/BOS/Status`],
])("%s %s misses nothing that is known", (method, path) => {
  expect(nearMiss(method, path, operations)).toBeUndefined();
});
