// A client of the mock for tests: real HTTP, nothing hidden.
import type { RunningMock } from "./server.ts";

export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into the body as it likes
  body: any;
}

/** A registration that fits every constraint of the contract. */
export const validAgent = {
  bcagentid: "AGENT-00001",
  bcagentname: "Asha",
  lastname: "K",
  companyname: "Example Stores",
  address: "1 Sample Road",
  area: "Sampleton",
  pincode: 751024,
  mobilenumber: "5000000001",
  shopname: "Sample Shop",
  shopaddress: "2 Sample Road",
  shopstate: "Odisha",
  shopcity: "Sample City",
  shopdistrict: "Khorda",
  shoparea: "Sampleton",
  shoppincode: 751025,
  pancard: "ABCZE1234F",
};

/** Sends a body as it is, or an object as JSON. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  });
  return replyOf(response);
}

export async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}

/** The calls of a running mock, with its own credentials unless told otherwise. */
export function callerOf(mock: RunningMock) {
  const { bos, iserveu } = mock.credentials;
  const caller = {
    generateToken: (body: unknown = bos, headers = {}) => post(`${mock.vendor}/understudy/bos/token`, body, headers),
    async token(): Promise<string> {
      return (await caller.generateToken()).body.data.token;
    },
    generate: (token: string, body: unknown, headers = {}) =>
      post(`${mock.vendor}/api/BOS/PanNewGenerate`, body, { authorization: `Bearer ${token}`, ...headers }),
    check: (token: string, body: unknown, headers = {}) =>
      post(`${mock.vendor}/api/BOS/Status`, body, { authorization: `Bearer ${token}`, ...headers }),
    register: (body: unknown, headers: Record<string, string> = { ...iserveu }) =>
      post(`${mock.vendor}/apiAgentOnboarding/externalonboard`, body, headers),
    control: async (method: string, path: string, body?: object) =>
      replyOf(
        await fetch(`${mock.control}${path}`, {
          method,
          headers: { authorization: `Bearer ${mock.controlToken}`, "content-type": "application/json" },
          ...(body ? { body: JSON.stringify(body) } : {}),
        }),
      ),
  };
  return caller;
}
