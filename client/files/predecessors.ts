/** A task that another one waits for, as a plan writes it: 12FS+3d. */
export interface Predecessor {
  /** Its number or name in the sheet. */
  to: string;
  /** What of it Odoo cannot say. */
  unsaid?: string;
  /** It is no dependency that Odoo has. */
  other?: true;
}

const shape = /^(.+?)\s*(FS|SS|FF|SF)?\s*([+-]\s*\d+(?:[.,]\d+)?\s*%?\s*[a-z]*)?$/;
const relations: Record<string, string> = {
  SS: "start to start",
  FF: "finish to finish",
  SF: "start to finish",
};

/** What one item of a list of predecessors says. Odoo knows that a task waits until another one is done, and nothing else. */
export function predecessorIn(item: string): Predecessor {
  const whole = item.trim();
  // A name or ref with a hyphen is no lag: that stands behind a number, or behind how they are related.
  const isNumbered = /^\d+(\.\d+)*\s*((FS|SS|FF|SF)|[+-]|$)/.test(whole);
  const found = isNumbered || /\s(FS|SS|FF|SF)\b|\d(FS|SS|FF|SF)\b/.test(whole)
    ? shape.exec(whole)
    : null;
  if (!found) return { to: whole };
  const [, to, relation = "FS", lag] = found;
  if (relation !== "FS") {
    return { to: to!, other: true, unsaid: `${relations[relation]} cannot be said in Odoo` };
  }
  if (!lag || /^[+-]\s*0+(\D|$)/.test(lag)) return { to: to! };
  const what = lag.startsWith("-") ? "a lead" : "a lag";
  return { to: to!, unsaid: `${what} of ${lag.slice(1).trim()} cannot be said in Odoo` };
}
