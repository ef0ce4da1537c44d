import type { Model } from "../../database/runs.ts";
import { mayComeInParts, OdooFault } from "../../odoo/faults.ts";
import { spelled } from "../../odoo/models.ts";
import { pageMb } from "../../odoo/http.ts";
import { Unfetched } from "../../odoo/reading.ts";
import type { OdooSession } from "../session/odoo_session.ts";

type Fields = Record<string, unknown>;

/**
 * Reads what can be read of a record that does not come whole: its fields in two halves, and so on
 * down to the one that fails, which is `Unfetched`. Nothing when it is no longer there.
 */
export async function salvage(session: OdooSession, model: Model, id: number): Promise<Fields[]> {
  const { client, pageSize, readContext: context } = session;
  const { readFields } = spelled(session, model);
  const found = await fetchHalves(readFields);
  if (!found) return [];
  const came = readFields.some((field) => !(found[field] instanceof Unfetched));
  if (came) pageSize.cameInPart();
  return [{ ...found, id }];

  async function fetchHalves(fields: string[]): Promise<Fields | undefined> {
    try {
      const domain = [["id", "=", id]];
      const query = { domain, fields, context, answerMb: pageMb };
      const [row] = await client.searchRead(model, query);
      return row;
    } catch (error) {
      if (!(error instanceof OdooFault && mayComeInParts(error))) throw error;
      if (fields.length === 1) return { [fields[0]!]: unfetched(error) };
      const middle = Math.ceil(fields.length / 2);
      const first = await fetchHalves(fields.slice(0, middle));
      return first && { ...first, ...await fetchHalves(fields.slice(middle)) };
    }
  }
}

function unfetched({ kind, reason }: OdooFault): Unfetched {
  return new Unfetched(`it does not come: ${reason}`, kind === "too_large");
}
