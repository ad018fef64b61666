import type { Express } from "express";
import { sendJson } from "./send-json.ts";

/** Where the probes answer, on both ports. */
export const probePaths: readonly string[] = ["/healthz", "/readyz"];

/**
 * Answers what orchestrators ask, without a token: `/healthz`, whether the process runs, and `/readyz`, whether calls
 * should be sent to it.
 * @param ready asked at every call; 503 while it says no
 */
export function addProbes(app: Express, ready: () => boolean): void {
  app.get("/healthz", (_request, response) => sendJson(response, 200, { status: "ok" }));
  app.get("/readyz", (_request, response) => {
    if (ready()) sendJson(response, 200, { status: "ready" });
    else sendJson(response, 503, { status: "not ready" }, { Connection: "close" });
  });
}
