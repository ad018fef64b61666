import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { nearMiss } from "./near-miss.ts";

const operations = [...loadContract().operations.values()];

const table: [method: string, path: string, operation: string, change: string][] = [
  ["GET", "/api/BOS/Status", "checkPanStatus", "GET /api/BOS/Status: use POST"],
  ["PUT", "/agent/registration?x=1", "registerAgent", "PUT /agent/registration: use POST"],
  ["POST", "/api/BOS/status", "checkPanStatus", "/api/BOS/status: paths are case-sensitive, use /api/BOS/Status"],
  [
    "GET",
    "/api/bos/generatetoken",
    "generateToken",
    "/api/bos/generatetoken: paths are case-sensitive, use POST /api/BOS/GenerateToken",
  ],
  [
    "POST",
    "/agent/registration/",
    "registerAgent",
    "/agent/registration/: a slash at the end is too much, use /agent/registration",
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
    "/ABCZE1234F/agent/registration",
    "registerAgent",
    "/***/agent/registration: /*** in front is too much, use /agent/registration",
  ],
  ["POST", "/agent/register", "registerAgent", "/agent/register: there is no such path, use /agent/registration"],
  ["GET", "/api/BOS/Sttus", "checkPanStatus", "/api/BOS/Sttus: there is no such path, use POST /api/BOS/Status"],
];
test.each(table)("%s %s", (method, path, operation, change) => {
  expect(nearMiss(method, path, operations)).toEqual({ operation, change });
});

test.each([
  ["POST", "/api/BOS/Status"],
  ["post", "/agent/registration?x=1"],
  ["POST", ""],
  ["POST", "/"],
  ["POST", "//"],
  ["POST", "/api"],
  ["POST", "/favicon.ico"],
  ["POST", `/${"x".repeat(200)}/api/BOS/Status`],
])("%s %s misses nothing that is known", (method, path) => {
  expect(nearMiss(method, path, operations)).toBeUndefined();
});
