// Made by `npm run generate`. Do not edit: edit the contract or the ledger.

export interface paths {
    "/sandboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the sandboxes */
        get: operations["listSandboxes"];
        put?: never;
        /** Make a sandbox */
        post: operations["createSandbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sandboxes/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        /** Read a sandbox */
        get: operations["readSandbox"];
        put?: never;
        post?: never;
        /** End a sandbox with all it holds */
        delete: operations["deleteSandbox"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a sandbox's sessions, the one that was idle longest first */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session}": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: never;
            path: {
                session: components["schemas"]["SessionName"];
            };
            cookie?: never;
        };
        get?: never;
        /** Begin a session, before its first vendor call */
        put: operations["beginSession"];
        post?: never;
        /** End a session; its next vendor call begins it anew */
        delete: operations["dropSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clock": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        /** Read the clock */
        get: operations["readClock"];
        /** Set, freeze or release the clock */
        put: operations["setClock"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clock/advance": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move the clock forward */
        post: operations["advanceClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profile": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the readings in force */
        get: operations["readProfile"];
        put?: never;
        post?: never;
        /** Back to the readings the sandbox began with */
        delete: operations["resetProfile"];
        options?: never;
        head?: never;
        /** Choose other readings for some rules */
        patch: operations["changeProfile"];
        trace?: never;
    };
    "/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rule ledger, with the alternatives that can be chosen */
        get: operations["listRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/faults": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        /** List the armed faults, in the order they are tried */
        get: operations["listFaults"];
        put?: never;
        /** Arm a fault for the calls to come */
        post: operations["armFault"];
        /** Disarm all faults */
        delete: operations["clearFaults"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/faults/{id}": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Disarm one fault */
        delete: operations["disarmFault"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/journal": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        /** Search the journal, newest last */
        get: operations["searchJournal"];
        put?: never;
        post?: never;
        /** Forget all entries */
        delete: operations["clearJournal"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/journal/count": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        /** How many entries match, for a test to verify */
        get: operations["countJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/journal/stream": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Entries as they are written, as server-sent events
         * @description With `since`, or a Last-Event-ID, the kept entries after it come first. A comment comes every 15 seconds. The stream ends when the server stops or the world does; a client that has not read for 15 to 30 seconds is cut off. Whoever falls behind misses what the journal has no room for, and nothing else.
         */
        get: operations["streamJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/journal/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As an answer tells it in `x-understudy-exchange`. */
                id: string;
            };
            cookie?: never;
        };
        /** One entry, of whatever sandbox and session */
        get: operations["readEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seed": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark refids as used or known, and agents as registered */
        post: operations["sowSeed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reset": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put the world back to its beginning
         * @description Tokens, refids and agents are forgotten, faults disarmed, the clock is as configured, and the configured seed is sown again. The journal and the profile stay as they are.
         */
        post: operations["resetState"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snapshot": {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Everything the world remembers, as one document
         * @description Tokens are held as hashes and claims as they were claimed; the journal, the profile and the credentials are no part of it.
         */
        get: operations["takeSnapshot"];
        /**
         * Put the world back to a snapshot
         * @description Of this world or another, up to 16 MiB. All of it is checked before anything changes. A token names the sandbox that issued it, so the tokens of another sandbox's snapshot go on leading callers there and not here.
         */
        put: operations["restoreSnapshot"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls, durations, sandboxes and journals in numbers, for Prometheus */
        get: operations["readMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            message: string;
        };
        /**
         * @description The operationId of a vendor's operation, one of those that are played.
         * @enum {string}
         */
        OperationName: "generateToken" | "generateUrl" | "checkPanStatus" | "registerAgent";
        /**
         * @description 1 to 64 letters, digits, `-`, `_` and `.`, which is not the first of them; kept as it is given. One that is shown
         *     with a mask in it leads to its session too.
         */
        SessionName: string;
        SandboxSpec: {
            name: string;
            /** @description Made anew, with random secrets, where left out. */
            credentials?: {
                bos?: components["schemas"]["BosCredentials"][];
                iserveu?: components["schemas"]["IserveuCredentials"][];
            };
            rules?: components["schemas"]["Readings"];
            /** @description Real time where left out. */
            clock?: components["schemas"]["ClockChange"];
            seed?: components["schemas"]["Seed"];
        };
        Sandbox: {
            name: string;
            credentials: {
                bos: components["schemas"]["BosCredentials"][];
                iserveu: components["schemas"]["IserveuCredentials"][];
            };
            rules: components["schemas"]["Readings"];
            sessions: string[];
            /** @description What has gone for want of room: sessions, each with all it held; and of the worlds that there are journal entries and tokens. Counts of a world end with its reset, or when its journal is cleared. */
            dropped: {
                sessions: number;
                entries: number;
                tokens: number;
            };
        };
        BosCredentials: {
            nep_key: string;
            partnerId: string;
            domain: string;
        };
        IserveuCredentials: {
            client_id: string;
            client_secret: string;
        };
        /** @description Rule id to the name of a reading, as in the ledger in force, which is the one that ships unless another is given at start. */
        Readings: {
            /** @enum {string} */
            "BOS-AUTH"?: "required" | "optional";
            /** @enum {string} */
            "BOS-TOKEN-BOUNDARY"?: "exclusive" | "inclusive";
            /** @enum {string} */
            "BOS-TOKEN-RENEWAL"?: "fixed" | "sliding";
            /** @enum {string} */
            "BOS-TOKEN-CONCURRENT"?: "many" | "newest-only";
            /** @enum {string} */
            "BOS-AUTH-FAILURE"?: "failed-envelope" | "legacy-envelope" | "forbidden";
            /** @enum {string} */
            "BOS-REFID-EMPTY"?: "refused" | "accepted";
            /** @enum {string} */
            "BOS-SAMPLE-FIELDS"?: "optional" | "required";
            /** @enum {string} */
            "BOS-INVALID-BODY"?: "bad-request" | "ok-false" | "unauthorized";
            /** @enum {string} */
            "BOS-MALFORMED-JSON"?: "refused" | "lenient";
            /** @enum {string} */
            "BOS-DUPLICATE-TRIGGER"?: "on-repeat" | "never" | "seeded";
            /** @enum {string} */
            "BOS-DUPLICATE-SCOPE"?: "sandbox" | "partner";
            /** @enum {string} */
            "BOS-DUPLICATE-MATCH"?: "exact" | "case-insensitive" | "trimmed";
            /** @enum {string} */
            "BOS-PRECEDENCE"?: "auth-first" | "body-first";
            /** @enum {string} */
            "BOS-UNKNOWN-REFID"?: "accepted" | "must-exist";
            /** @enum {string} */
            "BOS-GENERATE-REPEAT"?: "refused" | "accepted";
            /** @enum {string} */
            "BOS-CONTENT-TYPE"?: "refused" | "ignored";
            /** @enum {string} */
            "ISU-CREDENTIALS-FAILURE"?: "unauthorized" | "ok-failed";
            /** @enum {string} */
            "ISU-PRECEDENCE"?: "credentials-first" | "body-first";
            /** @enum {string} */
            "ISU-AREA-LENGTH"?: "bounded" | "unbounded";
            /** @enum {string} */
            "ISU-PINCODE-TYPE"?: "integer" | "digits";
            /** @enum {string} */
            "ISU-PAN-FORM"?: "not-enforced" | "enforced";
            /** @enum {string} */
            "ISU-LENGTH-UNIT"?: "code-points" | "utf16";
            /** @enum {string} */
            "ISU-OPTIONAL-NULL"?: "absent" | "refused";
            /** @enum {string} */
            "ISU-OPTIONAL-EMPTY"?: "refused" | "absent";
            /** @enum {string} */
            "ISU-UNKNOWN-FIELDS"?: "ignored" | "refused";
            /** @enum {string} */
            "ISU-STATUS-CODE-TYPE"?: "integer-code" | "string-code";
            /** @enum {string} */
            "ISU-FAILED-CODE"?: "one" | "minus-one";
            /** @enum {string} */
            "ISU-INVALID-MANY"?: "all" | "first";
            /** @enum {string} */
            "ISU-DUPLICATE-KEY"?: "bcagentid" | "bcagentid+pancard+mobilenumber";
            /** @enum {string} */
            "ISU-DUPLICATE-SCOPE"?: "sandbox" | "client";
            /** @enum {string} */
            "ISU-HTTP-STATUS"?: "ok" | "http-errors";
            /** @enum {string} */
            "ISU-CONTENT-TYPE"?: "refused" | "ignored";
        } & {
            [key: string]: string;
        };
        Rule: {
            id: string;
            statement: string;
            /** @enum {string} */
            grade: "documented" | "inferred" | "assumed" | "observed" | "contradicted";
            sources: components["schemas"]["Source"][];
            default: string;
            alternatives?: {
                name: string;
                statement: string;
            }[];
        };
        /** @description A place of a page that bears on a rule. */
        Source: {
            page: {
                id: string;
                title: string;
                owner: string;
                /** @description Where it can be read; absent where no address is known. */
                url?: string;
                /**
                 * Format: date
                 * @description The day its text was read for the ledger.
                 */
                read: string;
            };
            section: string;
            /** @description At most a dozen words of the page. */
            quote?: string;
            /** @description The reading it speaks for: default, or the name of an alternative. Absent: it only bears on the question. */
            supports?: string;
        };
        /** @description At least one of the two, and no time with `real`. */
        ClockChange: {
            /**
             * Format: date-time
             * @description The time to set, from 1970 to 2999.
             */
            at?: string;
            /**
             * @description real: back to real time, which leaves no choice of `at`; frozen: stand still; offset: run on from where it stands. Left out, a frozen clock stays frozen and any other runs on.
             * @enum {string}
             */
            mode?: "real" | "frozen" | "offset";
        };
        Advance: {
            /** @description How far to move the clock, in seconds. */
            seconds: number;
        };
        Clock: {
            /** Format: date-time */
            now: string;
            /** @enum {string} */
            mode: "real" | "frozen" | "offset";
            /** @description Before real time; below 0 behind it. */
            aheadBySeconds: number;
        };
        Seed: {
            /** @description Refids that count as used, for every partner; they are not known for that. */
            usedRefids?: string[];
            /** @description Refids that the vendor has generated, for every partner; known to the check from then on. */
            knownRefids?: string[];
            agents?: {
                bcagentid: string;
                pancard?: string;
                mobilenumber?: string;
            }[];
        };
        /** @description What goes wrong. */
        Fault: {
            /** @constant */
            kind: "delay";
            ms: number;
            /** @description No less than ms. */
            upToMs?: number;
        } | {
            /** @constant */
            kind: "answer";
            status: number;
            /** @description An object is sent as JSON, a text as it is; of 64 KiB at most, nested 200 deep at most, and none with status 204, 205 or 304. */
            body?: {
                [key: string]: unknown;
            } | string;
            /** @description Names and values that HTTP allows, but for those of framing, which are the server's. */
            headers?: {
                [key: string]: string;
            };
        } | {
            /** @constant */
            kind: "example";
            name: string;
            /** @description Tells examples of one name apart. */
            status?: number;
        } | {
            /** @constant */
            kind: "rate-limit";
            retryAfterSeconds: number;
        } | {
            /** @constant */
            kind: "unavailable";
            /** @enum {integer} */
            status: 500 | 502 | 503 | 504;
        } | {
            /** @constant */
            kind: "drip";
            bytes: number;
            everyMs: number;
        } | {
            /** @constant */
            kind: "media-type";
            value: string;
        } | {
            /** @enum {unknown} */
            kind: "duplicate" | "reset" | "reset-midway" | "truncate" | "broken-json" | "lose-answer";
        };
        Arming: {
            fault: components["schemas"]["Fault"];
            /** @description Only calls of this operation; all when left out. */
            operation?: components["schemas"]["OperationName"];
            /** @description For so many calls; 1 unless a probability is given, then without limit. */
            times?: number;
            probability?: number;
            /** @description Decides all chances; the same seed gives the same sequence. */
            seed?: number;
            /** @description On the world's clock. */
            expiresInSeconds?: number;
        };
        ArmedFault: {
            id: string;
            fault: components["schemas"]["Fault"];
            operation?: string;
            times?: number;
            /** @description Calls left; absent where there is no limit. */
            remaining?: number;
            probability?: number;
            seed: number;
            expiresInSeconds?: number;
            /** @description On the world's clock, in milliseconds since 1970. */
            expiresAt?: number;
            /** @description How often it has struck. */
            fired: number;
        };
        JournalEntry: {
            /** @description Of a call, what its answer has in `x-understudy-exchange`. Given once in the life of a mock. */
            id: number;
            /**
             * Format: date-time
             * @description On the world's clock.
             */
            at: string;
            /**
             * Format: date-time
             * @description In real time.
             */
            realAt: string;
            /** @description The sandbox, with a slash and the session's name where it has one. */
            world: string;
            /** @enum {string} */
            kind: "exchange" | "notice";
            /** @description Of a notice. */
            text?: string;
            operation?: string;
            request?: {
                method: string;
                path: string;
                headers: {
                    [key: string]: string;
                };
                body: string;
            };
            /** @description Absent where the caller never saw one. */
            response?: {
                status: number;
                headers: {
                    [key: string]: string;
                };
                body: string;
            };
            rule?: string;
            grade?: string;
            /** @description What the rule wants. */
            expected?: string;
            /** @description What came. */
            got?: string;
            /**
             * @description What the caller should change, the usual cause of a refusal where one is seen, and names that are misspelt; empty
             *     when nothing. More than the answer says.
             */
            change?: string;
            /** @description Where the rule comes from. */
            sources?: components["schemas"]["Source"][];
            fault?: string;
            /** @description For an unknown path or method, the operation that was probably meant; the answer said it in x-understudy-hint. */
            nearMiss?: {
                operation: string;
                change: string;
            };
            durationMs?: number;
        };
        Snapshot: {
            /**
             * @description Versions 1 and 2 held claims as texts, 1 in the form of one reading only. They are not taken any more: take the snapshot anew.
             * @constant
             */
            version: 3;
            clock: {
                /** @enum {string} */
                mode: "real" | "offset" | "frozen";
                /** @description Milliseconds since 1970, up to the end of 2999, that a frozen clock shows; milliseconds before real time otherwise, 0 with mode real. */
                value: number;
            };
            /** @description What calls and seeds have left, what every reading needs to find it included: of each the first 96 bits of its SHA-256 in base64url, in order. */
            claims: string[];
            tokens: {
                /** @description Its SHA-256 in base64url. */
                hash: string;
                partnerId: string;
                /** @description Milliseconds since 1970. */
                issuedAt: number;
            }[];
            /** @description What is armed, and where its chances stand. */
            faults: {
                /** @description The number in the next id. */
                next: number;
                armed: {
                    /** @description Each once, with a number below next. */
                    id: string;
                    fault: components["schemas"]["Fault"];
                    operation?: string;
                    /** @description For so many calls; 1 unless a probability is given, then without limit. */
                    times?: number;
                    /** @description Calls left. */
                    remaining?: number;
                    probability?: number;
                    /** @description Decides all chances; the same seed gives the same sequence. */
                    seed: number;
                    /** @description On the world's clock. */
                    expiresInSeconds?: number;
                    /** @description On the world's clock, in milliseconds since 1970. */
                    expiresAt?: number;
                    fired: number;
                    /** @description Where its chances stand. */
                    draws: number;
                }[];
            };
        };
    };
    responses: {
        /** @description The world's time. */
        Clock: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Clock"];
            };
        };
        /** @description One reading for every rule that has more than one. */
        Profile: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Readings"];
            };
        };
        /** @description The request is not what the call takes; the message says why. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Problem"];
            };
        };
        /** @description The control token is missing or wrong. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing; the message says what there is. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listSandboxes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All sandboxes, in the order they were made. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sandbox"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
        };
    };
    createSandbox: {
        parameters: {
            query?: never;
            header?: {
                /** @description A session that begins in the new sandbox, for whoever works in one. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SandboxSpec"];
            };
        };
        responses: {
            /** @description Made, with the credentials that choose it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sandbox"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            408: components["responses"]["BadRequest"];
            /** @description The name, a client_id or a partnerId is taken, or there are 1,000 sandboxes already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["BadRequest"];
            415: components["responses"]["BadRequest"];
        };
    };
    readSandbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sandbox. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sandbox"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    deleteSandbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their names. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    beginSession: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: never;
            path: {
                session: components["schemas"]["SessionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begun. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It has begun before, and stays as it is. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    dropSession: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: never;
            path: {
                session: components["schemas"]["SessionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    readClock: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Clock"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    setClock: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClockChange"];
            };
        };
        responses: {
            200: components["responses"]["Clock"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["BadRequest"];
            413: components["responses"]["BadRequest"];
            415: components["responses"]["BadRequest"];
        };
    };
    advanceClock: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Advance"];
            };
        };
        responses: {
            200: components["responses"]["Clock"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["BadRequest"];
            413: components["responses"]["BadRequest"];
            415: components["responses"]["BadRequest"];
        };
    };
    readProfile: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Profile"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    resetProfile: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Profile"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    changeProfile: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Readings"];
            };
        };
        responses: {
            200: components["responses"]["Profile"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["BadRequest"];
            413: components["responses"]["BadRequest"];
            415: components["responses"]["BadRequest"];
        };
    };
    listRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
        };
    };
    listFaults: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is armed and not yet used up or expired. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArmedFault"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    armFault: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Arming"];
            };
        };
        responses: {
            /** @description Armed. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArmedFault"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["BadRequest"];
            413: components["responses"]["BadRequest"];
            415: components["responses"]["BadRequest"];
        };
    };
    clearFaults: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    disarmFault: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    searchJournal: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
                kind?: "exchange" | "notice";
                operation?: components["schemas"]["OperationName"];
                /** @description A rule of the ledger in force, which is the one that ships unless another is given at start. */
                rule?: "BOS-OPERATION" | "BOS-AUTH" | "BOS-TOKEN-ISSUE" | "BOS-TOKEN-LIFETIME" | "BOS-TOKEN-BOUNDARY" | "BOS-TOKEN-RENEWAL" | "BOS-TOKEN-CONCURRENT" | "BOS-AUTH-FAILURE" | "BOS-REFID" | "BOS-REFID-EMPTY" | "BOS-SAMPLE-FIELDS" | "BOS-INVALID-BODY" | "BOS-MALFORMED-JSON" | "BOS-UNDER-PROCESS" | "BOS-DUPLICATE" | "BOS-DUPLICATE-TRIGGER" | "BOS-DUPLICATE-SCOPE" | "BOS-DUPLICATE-MATCH" | "BOS-PRECEDENCE" | "BOS-UNKNOWN-REFID" | "BOS-GENERATE-URL" | "BOS-GENERATE-REFUSED" | "BOS-GENERATE-REPEAT" | "BOS-CONTENT-TYPE" | "BOS-METHOD" | "BOS-BODY-LIMIT" | "BOS-AMBIGUOUS-401" | "ISU-OPERATION" | "ISU-CREDENTIALS" | "ISU-CREDENTIALS-FAILURE" | "ISU-PRECEDENCE" | "ISU-REQUIRED" | "ISU-LENGTHS" | "ISU-AREA-LENGTH" | "ISU-PINCODE" | "ISU-PINCODE-TYPE" | "ISU-MOBILE" | "ISU-PAN" | "ISU-PAN-FORM" | "ISU-LENGTH-UNIT" | "ISU-OPTIONAL-NULL" | "ISU-OPTIONAL-EMPTY" | "ISU-UNKNOWN-FIELDS" | "ISU-SUCCESS" | "ISU-STATUS-CODE-TYPE" | "ISU-FAILED-CODE" | "ISU-INVALID" | "ISU-INVALID-WORDING" | "ISU-INVALID-MANY" | "ISU-DUPLICATE" | "ISU-DUPLICATE-KEY" | "ISU-DUPLICATE-SCOPE" | "ISU-FAILURE-CLAIMS-NOTHING" | "ISU-HTTP-STATUS" | "ISU-MALFORMED-JSON" | "ISU-CONTENT-TYPE" | "ISU-METHOD" | "ISU-BODY-LIMIT";
                /** @description The HTTP status that the caller saw. */
                status?: number;
                /** @description Found anywhere in the masked entry, in any letter case. What is masked is not found. */
                text?: string;
                /** @description Only entries that were written after the one with this id. A call is written when its answer is out, so that its id may be lower than that of an entry before it. */
                since?: number;
                limit?: number;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest entries that match; with `since` the first ones after it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalEntry"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    clearJournal: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    countJournal: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
                kind?: "exchange" | "notice";
                operation?: components["schemas"]["OperationName"];
                /** @description A rule of the ledger in force, which is the one that ships unless another is given at start. */
                rule?: "BOS-OPERATION" | "BOS-AUTH" | "BOS-TOKEN-ISSUE" | "BOS-TOKEN-LIFETIME" | "BOS-TOKEN-BOUNDARY" | "BOS-TOKEN-RENEWAL" | "BOS-TOKEN-CONCURRENT" | "BOS-AUTH-FAILURE" | "BOS-REFID" | "BOS-REFID-EMPTY" | "BOS-SAMPLE-FIELDS" | "BOS-INVALID-BODY" | "BOS-MALFORMED-JSON" | "BOS-UNDER-PROCESS" | "BOS-DUPLICATE" | "BOS-DUPLICATE-TRIGGER" | "BOS-DUPLICATE-SCOPE" | "BOS-DUPLICATE-MATCH" | "BOS-PRECEDENCE" | "BOS-UNKNOWN-REFID" | "BOS-GENERATE-URL" | "BOS-GENERATE-REFUSED" | "BOS-GENERATE-REPEAT" | "BOS-CONTENT-TYPE" | "BOS-METHOD" | "BOS-BODY-LIMIT" | "BOS-AMBIGUOUS-401" | "ISU-OPERATION" | "ISU-CREDENTIALS" | "ISU-CREDENTIALS-FAILURE" | "ISU-PRECEDENCE" | "ISU-REQUIRED" | "ISU-LENGTHS" | "ISU-AREA-LENGTH" | "ISU-PINCODE" | "ISU-PINCODE-TYPE" | "ISU-MOBILE" | "ISU-PAN" | "ISU-PAN-FORM" | "ISU-LENGTH-UNIT" | "ISU-OPTIONAL-NULL" | "ISU-OPTIONAL-EMPTY" | "ISU-UNKNOWN-FIELDS" | "ISU-SUCCESS" | "ISU-STATUS-CODE-TYPE" | "ISU-FAILED-CODE" | "ISU-INVALID" | "ISU-INVALID-WORDING" | "ISU-INVALID-MANY" | "ISU-DUPLICATE" | "ISU-DUPLICATE-KEY" | "ISU-DUPLICATE-SCOPE" | "ISU-FAILURE-CLAIMS-NOTHING" | "ISU-HTTP-STATUS" | "ISU-MALFORMED-JSON" | "ISU-CONTENT-TYPE" | "ISU-METHOD" | "ISU-BODY-LIMIT";
                /** @description The HTTP status that the caller saw. */
                status?: number;
                /** @description Found anywhere in the masked entry, in any letter case. What is masked is not found. */
                text?: string;
                /** @description Only entries that were written after the one with this id. A call is written when its answer is out, so that its id may be lower than that of an entry before it. */
                since?: number;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The count. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        count: number;
                        /** @description Entries of any kind that there was no room for, or none any more, since the journal was last cleared. They are not counted. */
                        dropped: number;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    streamJournal: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
                kind?: "exchange" | "notice";
                operation?: components["schemas"]["OperationName"];
                /** @description A rule of the ledger in force, which is the one that ships unless another is given at start. */
                rule?: "BOS-OPERATION" | "BOS-AUTH" | "BOS-TOKEN-ISSUE" | "BOS-TOKEN-LIFETIME" | "BOS-TOKEN-BOUNDARY" | "BOS-TOKEN-RENEWAL" | "BOS-TOKEN-CONCURRENT" | "BOS-AUTH-FAILURE" | "BOS-REFID" | "BOS-REFID-EMPTY" | "BOS-SAMPLE-FIELDS" | "BOS-INVALID-BODY" | "BOS-MALFORMED-JSON" | "BOS-UNDER-PROCESS" | "BOS-DUPLICATE" | "BOS-DUPLICATE-TRIGGER" | "BOS-DUPLICATE-SCOPE" | "BOS-DUPLICATE-MATCH" | "BOS-PRECEDENCE" | "BOS-UNKNOWN-REFID" | "BOS-GENERATE-URL" | "BOS-GENERATE-REFUSED" | "BOS-GENERATE-REPEAT" | "BOS-CONTENT-TYPE" | "BOS-METHOD" | "BOS-BODY-LIMIT" | "BOS-AMBIGUOUS-401" | "ISU-OPERATION" | "ISU-CREDENTIALS" | "ISU-CREDENTIALS-FAILURE" | "ISU-PRECEDENCE" | "ISU-REQUIRED" | "ISU-LENGTHS" | "ISU-AREA-LENGTH" | "ISU-PINCODE" | "ISU-PINCODE-TYPE" | "ISU-MOBILE" | "ISU-PAN" | "ISU-PAN-FORM" | "ISU-LENGTH-UNIT" | "ISU-OPTIONAL-NULL" | "ISU-OPTIONAL-EMPTY" | "ISU-UNKNOWN-FIELDS" | "ISU-SUCCESS" | "ISU-STATUS-CODE-TYPE" | "ISU-FAILED-CODE" | "ISU-INVALID" | "ISU-INVALID-WORDING" | "ISU-INVALID-MANY" | "ISU-DUPLICATE" | "ISU-DUPLICATE-KEY" | "ISU-DUPLICATE-SCOPE" | "ISU-FAILURE-CLAIMS-NOTHING" | "ISU-HTTP-STATUS" | "ISU-MALFORMED-JSON" | "ISU-CONTENT-TYPE" | "ISU-METHOD" | "ISU-BODY-LIMIT";
                /** @description The HTTP status that the caller saw. */
                status?: number;
                /** @description Found anywhere in the masked entry, in any letter case. What is masked is not found. */
                text?: string;
                /** @description Only entries that were written after the one with this id. A call is written when its answer is out, so that its id may be lower than that of an entry before it. */
                since?: number;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
                /** @description Sent by a browser that connects again; wins over a smaller `since`. */
                "last-event-id"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One event an entry; its id is the entry's id, its data the entry as JSON. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            /** @description 100 streams are open already. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As an answer tells it in `x-understudy-exchange`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalEntry"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    sowSeed: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Seed"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["BadRequest"];
            413: components["responses"]["BadRequest"];
            415: components["responses"]["BadRequest"];
        };
    };
    resetState: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    takeSnapshot: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The snapshot. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            /** @description It would be more than the 16 MiB that can be put back. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restoreSnapshot: {
        parameters: {
            query?: {
                /** @description The sandbox's name; the first sandbox when left out. `unassigned` is the one that takes the calls whose credentials name none. */
                sandbox?: string;
            };
            header?: {
                /** @description A session of the sandbox, which has begun. */
                "x-understudy-session"?: components["schemas"]["SessionName"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Snapshot"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["BadRequest"];
            413: components["responses"]["BadRequest"];
            415: components["responses"]["BadRequest"];
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The Prometheus text format, version 0.0.4. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
        };
    };
}
