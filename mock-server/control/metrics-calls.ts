import type { ControlHandlers } from "./control-call.ts";
import type { Metrics } from "./metrics.ts";

/** The numbers for Prometheus. */
export function metricsHandlers(metrics: Metrics): ControlHandlers<"readMetrics"> {
  return {
    async readMetrics({ answer }) {
      const text = await metrics.text();
      return answer(200, (response) => {
        const length = Buffer.byteLength(text);
        response.writeHead(200, { "Content-Type": metrics.contentType, "Content-Length": length });
        response.end(text);
      });
    },
  };
}
