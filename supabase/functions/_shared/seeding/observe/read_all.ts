import { isDataError } from "../../odoo/faults.ts";
import type { Domain } from "../../odoo/types.ts";
import { integers } from "../../odoo/values.ts";
import type { OdooSession } from "../session/odoo_session.ts";

type Row = Record<string, unknown>;

/** Longer names fit into no index, and no seed can say them. */
export const longestName = 255;

/** Where Odoo stumbles over one of them, fewer are asked for, and that one does not come: what has its name is `model,id` to us. */
export async function readAll(
  session: OdooSession,
  model: string,
  fields: string[],
  domain: Domain = [],
): Promise<Row[]> {
  const { client, readContext: context } = session;
  try {
    return await client.searchRead(model, { domain, fields, order: "id", context });
  } catch (error) {
    if (!isDataError(error)) throw error;
    const kwargs = { domain, order: "id" };
    const ids = integers(await client.call(model, "search", { kwargs, context }));
    const rows = await readPieces(ids);
    if (rows.length > 0) return rows;
    throw error;
  }

  async function readPieces(ids: number[]): Promise<Row[]> {
    if (ids.length < 2) return [];
    const middle = Math.ceil(ids.length / 2);
    const halves = [ids.slice(0, middle), ids.slice(middle)];
    return (await Promise.all(halves.map(readPiece))).flat();
  }

  async function readPiece(ids: number[]): Promise<Row[]> {
    try {
      const piece = { domain: [["id", "in", ids]], fields, order: "id", context };
      return await client.searchRead(model, piece);
    } catch (error) {
      if (!isDataError(error)) throw error;
      return await readPieces(ids);
    }
  }
}
