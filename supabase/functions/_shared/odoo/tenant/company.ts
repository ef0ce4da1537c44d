import { AppError } from "../../errors.ts";
import type { OdooClient } from "../client.ts";
import type { Values } from "../types.ts";
import { recordIds } from "./external_ids.ts";
import { quoted } from "../../quoted.ts";

export interface CompanySettings {
  name: string;
  /** e.g. `en_US`. */
  language: string;
  /** ISO 4217. */
  currency: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

interface Found {
  company: Values;
  /** The records that a company with the wanted settings refers to. */
  wanted: { name: string; country_id: number; currency_id: number };
  language: { id: number; active: boolean };
  /** Whose language it is to be: the company's partner and the administrator's. */
  partners: { id: number; lang: unknown }[];
}

/** What of the main company is not as wanted yet. @throws {AppError} invalid_request, when Odoo knows no such country, currency or language */
export async function observeCompany(
  client: OdooClient,
  settings: CompanySettings,
): Promise<string[]> {
  const { company, wanted, language, partners } = await find(client, settings);
  const open = Object.entries(wanted)
    .filter(([field, value]) => company[field] !== value)
    .map(([field]) => field);
  const speaks = language.active && partners.every(({ lang }) => lang === settings.language);
  return speaks ? open : [...open, "language"];
}

/** Makes the main company the tenant's, and loads the language's terms when it is new. */
export async function applyCompany(client: OdooClient, settings: CompanySettings): Promise<void> {
  const { company, wanted, language, partners } = await find(client, settings);
  if (!language.active) await loadLanguage(client, language.id);
  if (Object.entries(wanted).some(([field, value]) => company[field] !== value)) {
    await client.write("res.company", [Number(company.id)], wanted);
  }
  const silent = partners.filter(({ lang }) => lang !== settings.language).map(({ id }) => id);
  await client.write("res.partner", silent, { lang: settings.language });
}

async function find(client: OdooClient, settings: CompanySettings): Promise<Found> {
  const ids = await recordIds(client, ["base.main_company", "base.partner_admin"]);
  const one = async (model: string, field: string, value: unknown, fields: string[]) => {
    const context = { active_test: false };
    const [row] = await client.searchRead(model, {
      domain: [[field, "=", value]],
      fields,
      context,
    });
    if (row) return row;
    const detail = `Cannot set up the company: Odoo knows no ${field} ${
      quoted(value)
    } in ${model}.`;
    throw new AppError("invalid_request", detail, { suggestion: "Use a code that Odoo knows." });
  };
  const company = await one("res.company", "id", ids.get("base.main_company"), [
    "name",
    "country_id",
    "currency_id",
    "partner_id",
  ]);
  const country = await one("res.country", "code", settings.country, ["code"]);
  const currency = await one("res.currency", "name", settings.currency, ["name"]);
  const language = await one("res.lang", "code", settings.language, ["active"]);
  const partners = await client.searchRead("res.partner", {
    domain: [["id", "in", [company.partner_id, ids.get("base.partner_admin")]]],
    fields: ["lang"],
    context: { active_test: false },
  });
  return {
    company,
    wanted: {
      name: settings.name,
      country_id: Number(country.id),
      currency_id: Number(currency.id),
    },
    language: { id: Number(language.id), active: language.active === true },
    partners: partners.map(({ id, lang }) => ({ id: Number(id), lang })),
  };
}

async function loadLanguage(client: OdooClient, id: number): Promise<void> {
  const wizard = { lang_ids: [[6, 0, [id]]], overwrite: false };
  const ids = await client.create("base.language.install", [wizard]);
  await client.call("base.language.install", "lang_install", { ids });
}
