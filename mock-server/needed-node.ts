// Before everything else that an import of the package brings: an old Node is told what is needed, and not what it met.
import { createRequire } from "node:module";

const { refusal } = createRequire(import.meta.url)("../spec/node-version.cjs") as { refusal: string | undefined };
if (refusal !== undefined) throw new Error(`@understudy/sandbox ${refusal}`);
