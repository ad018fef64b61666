// A catalogue of servers with one bug each: what the terminal shows of them, word for word, and the exit code.
import { expect, test } from "vitest";
import { type Answer, shown, underProcess, workflows } from "./test-catalogue.ts";

const { look, follow, lend, lendToNobody, giveBack, check, checkTwice, clock } = workflows;

test("nothing planted: pass", async () => {
  expect(await shown(look + checkTwice + lend + giveBack)).toMatchInlineSnapshot(`
    "Checking a planted server

    ✓ harness/catalogue.arazzo.yaml                                    4 passed, TIME
      ✓ look                                                           TIME
      ✓ check-twice                                                    TIME
      ✓ lend                                                           TIME
      ✓ return                                                         TIME

    ✓ 4 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 4 workflows, 5 steps, TIME
    seed 1; to repeat: understudy check --seed 1
    exit code 0"
  `);
});

test("status: one that is not documented", async () => {
  expect(await shown(giveBack, (answer) => Object.assign(answer, { status: 204 }))).toMatchInlineSnapshot(`
    "Checking a planted server

    ✗ harness/catalogue.arazzo.yaml                                    1 drifted, TIME
      ✗ return                                                         TIME

        step back (giveBack)
        ✗ status breaks the contract
          expected  HTTP 202 or 4XX
          actual    HTTP 204
          fault     WFC 200
          contract  harness/selftest/test-library.yaml:LINE:COLUMN
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          to do     The contract says otherwise: mend the target or the contract.
          request   DELETE http://HOST/loans/00000000-0000-4000-8000-000000000009
                    Host: HOST
                    Authorization: Bearer ***
          response  HTTP 204 after TIME
          repeat    curl -sS -X DELETE http://HOST/loans/00000000-0000-4000-8000-000000000009 -H 'Authorization: Bearer ***'

    ✓ 0 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    1 finding: 1 broken, 0 settled that the contract only assumed
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 1"
  `);
});

test("header: a number in words", async () => {
  expect(
    await shown(giveBack, ({ headers }) => Object.assign(headers, { "retry-after": "soon" })),
  ).toMatchInlineSnapshot(`
    "Checking a planted server

    ✗ harness/catalogue.arazzo.yaml                                    1 drifted, TIME
      ✗ return                                                         TIME

        step back (giveBack)
        ✗ header retry-after breaks the contract
          expected  type integer
          actual    string "soon"
          fault     WFC 200
          contract  harness/selftest/test-library.yaml:LINE:COLUMN
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          to do     The contract says otherwise: mend the target or the contract.
          request   DELETE http://HOST/loans/00000000-0000-4000-8000-000000000009
                    Host: HOST
                    Authorization: Bearer ***
          response  HTTP 202 after TIME
                    retry-after: soon
          repeat    curl -sS -X DELETE http://HOST/loans/00000000-0000-4000-8000-000000000009 -H 'Authorization: Bearer ***'

    ✓ 0 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    1 finding: 1 broken, 0 settled that the contract only assumed
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 1"
  `);
});

test("media-type: JSON that is called HTML", async () => {
  const html = { "content-type": "text/html" };
  expect(await shown(look, ({ headers }) => Object.assign(headers, html))).toMatchInlineSnapshot(`
    "Checking a planted server

    ✗ harness/catalogue.arazzo.yaml                                    1 drifted, TIME
      ✗ look                                                           TIME

        step book (readItem)
        ✗ media-type content-type breaks the contract
          expected  application/json
          actual    text/html
          fault     WFC 200
          contract  harness/selftest/test-library.yaml:LINE:COLUMN
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          to do     The contract says otherwise: mend the target or the contract.
          request   GET http://HOST/items/00000000-0000-4000-8000-000000000001
                    Host: HOST
          response  HTTP 200 after TIME
                    content-type: text/html
                    x-request-id: 00000000-0000-4000-8000-000000000001
                    ratelimit-remaining: 99
                    {"kind":"book","id":"00000000-0000-4000-8000-000000000001","title":"Tides","state":"on-shelf","added":"2026-01-02T03:04:05Z","copies":2,"isbn":"9780000000001","pages":312,"author":{"name":"Asha Rao"}}
          repeat    curl -sS -X GET http://HOST/items/00000000-0000-4000-8000-000000000001

    ✓ 0 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    1 finding: 1 broken, 0 settled that the contract only assumed
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 1"
  `);
});

test("json: a member name given twice", async () => {
  const bug = (answer: Answer) =>
    Object.assign(answer, { text: JSON.stringify(answer.body).replace("{", '{"copies":3,') });
  expect(await shown(look, bug)).toMatchInlineSnapshot(`
    "Checking a planted server

    ✗ harness/catalogue.arazzo.yaml                                    1 drifted, TIME
      ✗ look                                                           TIME

        step book (readItem)
        ✗ json /copies breaks the contract
          expected  each member name once
          actual    a member name given again
          contract  harness/selftest/test-library.yaml:LINE:COLUMN
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          to do     Readers of this JSON will not agree on what it says: mend the target.
          request   GET http://HOST/items/00000000-0000-4000-8000-000000000001
                    Host: HOST
          response  HTTP 200 after TIME
                    content-type: application/json
                    x-request-id: 00000000-0000-4000-8000-000000000001
                    ratelimit-remaining: 99
                    {"copies":3,"kind":"book","id":"00000000-0000-4000-8000-000000000001","title":"Tides","state":"on-shelf","added":"2026-01-02T03:04:05Z","copies":2,"isbn":"9780000000001","pages":312,"author":{"name":"Asha Rao"}}
          repeat    curl -sS -X GET http://HOST/items/00000000-0000-4000-8000-000000000001

    ✓ 0 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    1 finding: 1 broken, 0 settled that the contract only assumed
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 1"
  `);
});

test("body: a boolean as text, which breaks a documented rule", async () => {
  expect(await shown(check, ({ body }) => Object.assign(body, { status: "true" }))).toMatchInlineSnapshot(`
    "Checking a planted server

    ✗ harness/catalogue.arazzo.yaml                                    1 drifted, TIME
      ✗ check                                                          TIME

        step first (checkPanStatus)
        ✗ body /status breaks BOS-UNDER-PROCESS (documented)
          expected  type boolean
          actual    string "true"
          fault     WFC 200
          contract  spec/openapi.yaml:LINE:COLUMN
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          to do     The page says otherwise: report it to the vendor, or mend the mock.
          sources   as-stated: Pan Status Check (BOS Center), Responses 200: “Application is under process at NSDL eGOV”
          request   POST http://HOST/api/BOS/Status
                    Host: HOST
                    Content-Type: application/json
                    Authorization: Bearer ***
                    Content-Length: 14
                    {"refid":"R1"}
          response  HTTP 200 after TIME
                    content-type: application/json
                    {"status":"true","response_code":1,"message":"Application is under process at NSDL eGOV"}
          repeat    curl -sS -X POST http://HOST/api/BOS/Status -H 'Content-Type: application/json' -H 'Authorization: Bearer ***' --data-raw '{"refid":"R1"}'

    ✓ 0 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    1 finding: 1 broken, 0 settled that the contract only assumed
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 1"
  `);
});

test("echo: another item is lent than was asked for", async () => {
  const item = "00000000-0000-4000-8000-000000000002";
  expect(await shown(lend, ({ body }) => Object.assign(body, { item }))).toMatchInlineSnapshot(`
    "Checking a planted server

    ✗ harness/catalogue.arazzo.yaml                                    1 drifted, TIME
      ✗ lend                                                           TIME

        step borrow (borrow)
        ✗ echo /item breaks the contract
          expected  "00000000-0000-4000-8000-000000000001", as sent in /item
          actual    "00000000-0000-4000-8000-000000000002"
          contract  harness/selftest/test-library.yaml:LINE:COLUMN
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          to do     The contract says otherwise: mend the target or the contract.
          request   POST http://HOST/loans
                    Host: HOST
                    Content-Type: application/json
                    Authorization: Bearer ***
                    Content-Length: 47
                    {"item":"00000000-0000-4000-8000-000000000001"}
          response  HTTP 201 after TIME
                    content-type: application/json
                    location: /loans/00000000-0000-4000-8000-000000000009
                    {"id":"00000000-0000-4000-8000-000000000009","item":"00000000-0000-4000-8000-000000000002","state":"open","due":"2026-02-02T03:04:05Z","fee":0}
          repeat    curl -sS -X POST http://HOST/loans -H 'Content-Type: application/json' -H 'Authorization: Bearer ***' --data-raw '{"item":"00000000-0000-4000-8000-000000000001"}'

    ✓ 0 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    1 finding: 1 broken, 0 settled that the contract only assumed
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 1"
  `);
});

test("undocumented-member: a shelf that nobody documented", async () => {
  expect(await shown(look, ({ body }) => Object.assign(body, { shelf: 7 }))).toMatchInlineSnapshot(`
    "Checking a planted server

    ✓ harness/catalogue.arazzo.yaml                                    1 passed, TIME
      ✓ look                                                           TIME

    ✓ 1 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    seed 1; to repeat: understudy check --seed 1
    exit code 0"
  `);
});

test("time: slower than the judge allows", async () => {
  const slow = await shown(giveBack, (answer) => Object.assign(answer, { delayMs: 60 }), "time: { limit: 20 }");
  expect(slow).toMatchInlineSnapshot(`
    "Checking a planted server

    ✗ harness/catalogue.arazzo.yaml                                    1 drifted, TIME
      ✗ return                                                         TIME

        step back (giveBack)
        ✗ time breaks the contract
          expected  an answer within 20 ms
          actual    TIME
          contract  harness/selftest/test-library.yaml:LINE:COLUMN
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          to do     The target is slower than the judge's configuration allows: speed it up, or raise the limit.
          request   DELETE http://HOST/loans/00000000-0000-4000-8000-000000000009
                    Host: HOST
                    Authorization: Bearer ***
          response  HTTP 202 after TIME
          repeat    curl -sS -X DELETE http://HOST/loans/00000000-0000-4000-8000-000000000009 -H 'Authorization: Bearer ***'

    ✓ 0 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    1 finding: 1 broken, 0 settled that the contract only assumed
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 1"
  `);
});

test("security: anyone may borrow, and the scenario's own slip is told as a warning", async () => {
  expect(await shown(lendToNobody)).toMatchInlineSnapshot(`
    "Checking a planted server

    ✗ harness/catalogue.arazzo.yaml                                    1 drifted, 1 warning, TIME
      ✗ lend                                                           TIME

        step borrow (borrow)
        ✗ security status breaks the contract
          expected  a refusal: request authorization is absent
          actual    HTTP 201
          fault     WFC 307
          contract  harness/selftest/test-library.yaml:LINE:COLUMN
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          to do     The contract says otherwise: mend the target or the contract.
        ▲ warning: request authorization breaks the contract
          expected  a credential of the bearer scheme
          actual    absent
          contract  harness/selftest/test-library.yaml:LINE:COLUMN
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          to do     The scenario sends what the contract does not allow: mend it, or mark the step x-breaks-request.
          request   POST http://HOST/loans
                    Host: HOST
                    Content-Type: application/json
                    Content-Length: 47
                    {"item":"00000000-0000-4000-8000-000000000001"}
          response  HTTP 201 after TIME
                    content-type: application/json
                    location: /loans/00000000-0000-4000-8000-000000000009
                    {"id":"00000000-0000-4000-8000-000000000009","item":"00000000-0000-4000-8000-000000000001","state":"open","due":"2026-02-02T03:04:05Z","fee":0}
          repeat    curl -sS -X POST http://HOST/loans -H 'Content-Type: application/json' --data-raw '{"item":"00000000-0000-4000-8000-000000000001"}'

    ✓ 0 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    1 finding: 1 broken, 0 settled that the contract only assumed
    ▲ 1 warning, not counted as drift
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 1"
  `);
});

test("criterion: a duplicate is accepted, which settles a rule by its other reading", async () => {
  const accepted = { status: 200, body: underProcess };
  expect(await shown(checkTwice, (answer) => Object.assign(answer, accepted))).toMatchInlineSnapshot(`
    "Checking a planted server

    ✗ harness/catalogue.arazzo.yaml                                    1 drifted, TIME
      ✗ check-twice                                                    TIME

        step again (checkPanStatus)
        ● criterion status settles BOS-DUPLICATE-TRIGGER: never (assumed), BOS-DUPLICATE (documented)
          expected  HTTP 401
          actual    HTTP 200 with {"status":true,"response_code":1,"message":"Application is under process at NSDL eGOV"}
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          to do     The page is silent here: if this is the vendor, record it in the ledger; if it is the mock, mend it.
          sources   on-repeat: Pan Status Check (BOS Center), Responses 401: “"message": "Duplicate RefID"”
                    never: Pan Status Check (BOS Center), Body Parameters: “refrence number passed in the request of the generate url api”
                    never: Pan Status Check (AOPay, a sister brand of BOS Center), Request Parameters: “Used for logging, status checks, or reconciliation”
                    seeded: no source
          request   POST http://HOST/api/BOS/Status
                    Host: HOST
                    Content-Type: application/json
                    Authorization: Bearer ***
                    Content-Length: 14
                    {"refid":"R1"}
          response  HTTP 200 after TIME
                    content-type: application/json
                    {"status":true,"response_code":1,"message":"Application is under process at NSDL eGOV"}
          repeat    curl -sS -X POST http://HOST/api/BOS/Status -H 'Content-Type: application/json' -H 'Authorization: Bearer ***' --data-raw '{"refid":"R1"}'

    ✓ 0 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 2 steps, TIME
    1 finding: 0 broken, 1 settled that the contract only assumed
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 1"
  `);
});

test("unavailable: the connection is cut", async () => {
  expect(await shown(look, (answer) => Object.assign(answer, { isCut: true }))).toMatchInlineSnapshot(`
    "Checking a planted server

    ! harness/catalogue.arazzo.yaml                                    1 unavailable, TIME
      ! look                                                           TIME

        step book (readItem)
          reason    HOST closed the connection without an answer
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN

    ✓ 0 passed   ✗ 0 drifted   ! 1 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 3"
  `);
});

test("unavailable: a 5xx that is not documented", async () => {
  expect(await shown(giveBack, (answer) => Object.assign(answer, { status: 503 }))).toMatchInlineSnapshot(`
    "Checking a planted server

    ! harness/catalogue.arazzo.yaml                                    1 unavailable, TIME
      ! return                                                         TIME

        step back (giveBack)
          reason    HTTP 503, which the contract does not have, with an empty body
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN
          request   DELETE http://HOST/loans/00000000-0000-4000-8000-000000000009
                    Host: HOST
                    Authorization: Bearer ***
          response  HTTP 503 after TIME
          repeat    curl -sS -X DELETE http://HOST/loans/00000000-0000-4000-8000-000000000009 -H 'Authorization: Bearer ***'

    ✓ 0 passed   ✗ 0 drifted   ! 1 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, TIME
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 3"
  `);
});

test("inconclusive: what the next step needs is not in the answer", async () => {
  expect(await shown(follow)).toMatchInlineSnapshot(`
    "Checking a planted server

    ? harness/catalogue.arazzo.yaml                                    1 inconclusive, TIME
      ? follow                                                         TIME

        step next (readItem)
          reason    the request could not be made: $steps.book.outputs.next has no value
          scenario  harness/catalogue.arazzo.yaml:LINE:COLUMN

    ✓ 0 passed   ✗ 0 drifted   ! 0 unavailable   ? 1 inconclusive   - 0 skipped   of 1 workflow, 2 steps, TIME
    seed 1; to repeat: understudy check --seed 1 harness/catalogue.arazzo.yaml
    exit code 3"
  `);
});

test("skipped: only a mock has a clock to be read", async () => {
  expect(await shown(clock)).toMatchInlineSnapshot(`
    "Checking a planted server

    - harness/catalogue.arazzo.yaml                                    1 skipped, TIME
      - clock                                                          TIME

    ✓ 0 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 1 skipped   of 1 workflow, 1 step, TIME
    - skipped 1 × readClock is a call of control; this target has none: only the mock can take it
    seed 1; to repeat: understudy check --seed 1
    exit code 0"
  `);
});
