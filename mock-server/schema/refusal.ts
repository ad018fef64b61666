/** Why something was refused, as facts: what came, and what to send instead where that can be said. */
export interface Refusal {
  got: string;
  change?: string;
}

/** The sentence of a refusal. It is made last: whoever has the facts does not read them out of it. */
export function sentenceOf({ got, change }: Refusal): string {
  if (change === undefined) return got;
  // What came may have a colon already; then a semicolon parts the two.
  return got.includes(": ") ? `${got}; ${change}` : `${got}: ${change}`;
}
