// Made by `npm run generate`. Do not edit: edit the contract or the ledger.

export interface paths {
    "/understudy/bos/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Get a bearer token (stand-in) */
        post: operations["generateToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/BOS/PanNewGenerate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a PAN application and get the address to go on at */
        post: operations["generateUrl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/BOS/Status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check the status of a PAN application */
        post: operations["checkPanStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/apiAgentOnboarding/externalonboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register one agent */
        post: operations["registerAgent"];
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
        TokenRequest: {
            nep_key: string;
            partnerId: string;
            domain: string;
        };
        TokenIssued: {
            /** @constant */
            status: true;
            /** @constant */
            response_code: 1;
            message: string;
            data: {
                token: string;
                /**
                 * @description Seconds the token is valid for.
                 * @constant
                 */
                expires_in: 600;
            };
        };
        GenerateUrlRequest: {
            /** @description The caller's own reference number, by which the status is checked later. The values by which the stand-in plays faults are those of the status call. */
            refid: string;
            mobileno?: string;
            lastname?: string;
            firstname?: string;
            middlename?: string;
            nep_key?: string;
            domain?: string;
            partnerId?: string;
            email?: string;
            /** @description The other spelling of email, in the page's code samples. */
            EmailID?: string;
            title?: number | string;
            /** @description The other spelling of title, in the page's code samples. */
            Title?: number | string;
            RegistrationID?: string;
        };
        UrlGenerated: {
            /** @constant */
            status: true;
            /** @constant */
            response_code: 1;
            data: {
                /** @description Whoever has it can go on with somebody's application. The stand-in's leads nowhere. */
                url: string;
                encdata: string;
            };
            message: string;
        };
        UrlRefused: {
            /** @description The HTTP status. Its name has no underscore here. */
            responsecode: number;
            /** @constant */
            status: false;
            message: string;
        };
        UrlUnauthorized: {
            /** @constant */
            responsecode: 401;
            /** @constant */
            status: false;
            message: string;
        };
        PanStatusRequest: {
            /** @description The reference number of the generate-url call. The stand-in plays a fault for one that starts with UNDERSTUDY-DUPLICATE, UNDERSTUDY-DELAY-2000 (milliseconds, at most 60000), UNDERSTUDY-STATUS-503 (or 500, 502, 504), UNDERSTUDY-LOST (claimed, but the first answer lost), UNDERSTUDY-RESET or UNDERSTUDY-RATE-LIMIT, and then ends or goes on after a hyphen with the caller's own text. */
            refid: string;
            nep_key?: string;
            domain?: string;
            partnerId?: string;
            nep_id?: string;
        };
        PanStatusUnderProcess: {
            /**
             * @description A boolean here; a string in every failure.
             * @constant
             */
            status: true;
            /** @constant */
            response_code: 1;
            /** @constant */
            message: "Application is under process at NSDL eGOV";
        };
        BosFailed: {
            /**
             * @description A string here; a boolean in every success.
             * @constant
             */
            status: "Failed";
            message: string;
        };
        PanStatusUnauthorized: {
            /** @description The page fixes the duplicate's text, letter for letter; that of another refusal is the target's own. */
            message?: unknown;
        } & components["schemas"]["BosFailed"];
        AgentRegistrationRequest: {
            /** @description The agent's id. The stand-in plays a fault for one that starts with UNDERSTUDY-DUPLICATE, UNDERSTUDY-DELAY-2000 (milliseconds, at most 60000), UNDERSTUDY-STATUS-503 (or 500, 502, 504), UNDERSTUDY-LOST (registered, but the first answer lost), UNDERSTUDY-RESET or UNDERSTUDY-RATE-LIMIT, and then ends or goes on after a hyphen with the caller's own text. */
            bcagentid: string;
            /** @description The agent's first name. */
            bcagentname: string;
            lastname: string;
            companyname: string;
            address: string;
            area: string;
            pincode: number;
            mobilenumber: string;
            shopname: string;
            shopaddress?: string | null;
            shopstate?: string | null;
            shopcity?: string | null;
            shopdistrict?: string | null;
            shoparea?: string | null;
            shoppincode?: number | null;
            pancard: string;
        };
        AgentRegistrationResult: components["schemas"]["AgentRegistered"] | components["schemas"]["AgentNotRegistered"];
        AgentRegistered: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "SUCCESS";
            /** @constant */
            statusCode: 0;
            /** @constant */
            statusDesc: "User created successfully";
            Data: {
                bcagentregistrationres: {
                    /** @constant */
                    description?: "SUCCESSFULLY UPDATED";
                } & components["schemas"]["AgentRegistrationDetails"];
            };
        };
        AgentRefused: {
            /** @constant */
            status: "FAILED";
            /** @constant */
            statusCode: 1;
            statusDesc: string;
            /** @description Empty in a duplicate; with a bcagentregistrationres of empty strings in an invalid call. */
            Data: {
                bcagentregistrationres?: components["schemas"]["AgentRegistrationDetails"];
            };
        };
        AgentNotRegistered: {
            /** @description The page fixes two texts, letter for letter; those of other refusals are the target's own. */
            statusDesc?: unknown & unknown;
        } & (components["schemas"]["AgentRefused"] & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "FAILED";
        });
        /** @description Problem details (RFC 9457), of nobody's call. */
        Problem: {
            /** @constant */
            type: "about:blank";
            /** @constant */
            title: "Request Header Fields Too Large";
            /** @constant */
            status: 431;
            detail: string;
        };
        AgentRegistrationDetails: {
            status: string;
            bcagentid: string;
            description: string;
        };
    };
    responses: {
        /** @description The body is not JSON, or a field is missing or wrong; the message names it. */
        BosInvalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BosFailed"];
            };
        };
        /** @description The body did not arrive in time; the connection ends. */
        BosTimeout: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BosFailed"];
            };
        };
        /** @description The body is over 65536 bytes; the connection ends. */
        BosTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BosFailed"];
            };
        };
        /** @description The body is not sent as application/json. */
        BosMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BosFailed"];
            };
        };
        /** @description Another path was called; the one that was probably meant is in x-understudy-hint. */
        BosNoSuchPath: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BosFailed"];
            };
        };
        /** @description Another method than POST came. */
        BosWrongMethod: {
            headers: {
                Allow: components["headers"]["BosAllow"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["BosFailed"];
            };
        };
        /** @description Request line and headers are over 16384 bytes; the connection ends. */
        BosHeadersTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The methods that the path has. */
        BosAllow: "POST";
        /** @description The methods that the path has. */
        IserveuAllow: "POST";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    generateToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description A token, valid for 600 seconds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenIssued"];
                };
            };
            400: components["responses"]["BosInvalid"];
            /** @description The credentials are not known. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BosFailed"];
                };
            };
            404: components["responses"]["BosNoSuchPath"];
            405: components["responses"]["BosWrongMethod"];
            408: components["responses"]["BosTimeout"];
            413: components["responses"]["BosTooLarge"];
            415: components["responses"]["BosMediaType"];
            431: components["responses"]["BosHeadersTooLarge"];
        };
    };
    generateUrl: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GenerateUrlRequest"];
            };
        };
        responses: {
            /** @description The refid is known from now on; the address is where the applicant goes on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UrlGenerated"];
                };
            };
            /** @description The body is not JSON, or a field is missing or wrong; the message names it. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UrlRefused"];
                };
            };
            /** @description The refid was generated before, or the token does not hold. The status alone does not tell which. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UrlUnauthorized"];
                };
            };
            404: components["responses"]["BosNoSuchPath"];
            /** @description Another method than POST came. */
            405: {
                headers: {
                    Allow: components["headers"]["BosAllow"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UrlRefused"];
                };
            };
            /** @description The body did not arrive in time; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UrlRefused"];
                };
            };
            /** @description The body is over 65536 bytes; the connection ends. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UrlRefused"];
                };
            };
            /** @description The body is not sent as application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UrlRefused"];
                };
            };
            431: components["responses"]["BosHeadersTooLarge"];
        };
    };
    checkPanStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PanStatusRequest"];
            };
        };
        responses: {
            /** @description The application is under process. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PanStatusUnderProcess"];
                };
            };
            400: components["responses"]["BosInvalid"];
            /** @description The refid was used before, or the token does not hold. The status alone does not tell which. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PanStatusUnauthorized"];
                };
            };
            404: components["responses"]["BosNoSuchPath"];
            405: components["responses"]["BosWrongMethod"];
            408: components["responses"]["BosTimeout"];
            413: components["responses"]["BosTooLarge"];
            415: components["responses"]["BosMediaType"];
            431: components["responses"]["BosHeadersTooLarge"];
        };
    };
    registerAgent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentRegistrationRequest"];
            };
        };
        responses: {
            /** @description The outcome of the registration, a refusal included. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentRegistrationResult"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentRefused"];
                };
            };
            /** @description The credentials are missing or wrong. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentRefused"];
                };
            };
            /** @description Another path was called; the one that was probably meant is in x-understudy-hint. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentRefused"];
                };
            };
            /** @description Another method than POST came. */
            405: {
                headers: {
                    Allow: components["headers"]["IserveuAllow"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentRefused"];
                };
            };
            /** @description The body did not arrive in time; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentRefused"];
                };
            };
            /** @description The body is over 65536 bytes; the connection ends. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentRefused"];
                };
            };
            /** @description The body is not sent as application/json. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentRefused"];
                };
            };
            /** @description Request line and headers are over 16384 bytes; the connection ends. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

/** The id of an operation in openapi.yaml. */
export type OperationId = keyof operations;
