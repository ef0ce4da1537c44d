import { OdooFault } from "../odoo/faults.ts";

/**
 * Sends rows as one call. One call is one transaction and its error names no row, so a batch that
 * Odoo refuses is halved until the bad rows are known; all others go through.
 */
export async function sendOrSplit<T>(
  rows: T[],
  send: (rows: T[]) => Promise<void>,
  onBad: (row: T, fault: OdooFault) => void,
): Promise<void> {
  try {
    await send(rows);
  } catch (error) {
    if (!(error instanceof OdooFault && (error.kind === "data" || error.kind === "access"))) {
      throw error;
    }
    if (rows.length === 1) {
      onBad(rows[0]!, error);
      return;
    }
    const middle = Math.ceil(rows.length / 2);
    await sendOrSplit(rows.slice(0, middle), send, onBad);
    await sendOrSplit(rows.slice(middle), send, onBad);
  }
}
