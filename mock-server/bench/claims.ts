// Memory of claims. Usage: node --expose-gc mock-server/bench/claims.ts [CLAIMS [LENGTH]]   (default 1000000 of 12 characters)
import { memoryStore } from "../store/memory.ts";
import { refidMarks } from "../vendors/bos-refids.ts";

const claims = Number(process.argv[2] ?? 1_000_000);
const length = Number(process.argv[3] ?? 12);
const resident = () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
const store = memoryStore();
const before = resident();
for (let index = 0; index < claims; index++) {
  const made = refidMarks("checked", { text: `Ref-${index}`.padEnd(length, "r"), partner: "understudy" });
  await store.claim({ asked: [], made });
}
const bytes = (resident() - before) / claims;
process.stdout.write(`${claims} claims, ${store.claimed} marks: ${bytes.toFixed(1)} bytes a claim\n`);
