import { AppError } from "../errors.ts";
import type { OdooClient } from "./client.ts";
import { quoted } from "../quoted.ts";

/** Odoo makes up a language that it does not have; those that it has came with its module base. */
export async function hasLanguage(client: OdooClient, lang: string): Promise<boolean> {
  const query = { domain: [["code", "=", lang]], fields: ["code"] };
  const ids = (await client.searchRead("res.lang", query)).map(({ id }) => id);
  const origin = [["module", "=", "base"], ["model", "=", "res.lang"], ["res_id", "in", ids]];
  return (await client.searchRead("ir.model.data", { domain: origin, fields: ["name"] })).length >
    0;
}

export function unknownLanguage(lang: string): AppError {
  const detail = `Cannot create a database: ${quoted(lang)} is no language of Odoo.`;
  return new AppError("invalid_request", detail, { suggestion: "Use a code such as en_US." });
}

export function notSetUp(title: string): AppError {
  return new AppError("odoo_failed", `Cannot ${title}: Odoo could not set it up.`, {
    suggestion: "Check the country; Odoo's log names the cause. The database was dropped.",
  });
}
