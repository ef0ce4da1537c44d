import type { OdooClient } from "../client.ts";
import { untracked } from "../contexts.ts";
import type { Domain, Values } from "../types.ts";
import { recordIds } from "./external_ids.ts";
import { readParameters, writeParameters } from "./parameters.ts";

/** Something of a copy that could still reach the outside world, and how it is stopped. */
interface Leak {
  title: string;
  model: string;
  /** The records that leak; archived ones are not looked at. */
  domain: Domain;
  values: Values;
}

/** As Odoo's own neutralisation does it; mail that waits is not stopped by that one. */
const leaks: Leak[] = [
  {
    title: "outgoing mail servers",
    model: "ir.mail_server",
    domain: [["active", "=", true], ["smtp_host", "!=", "invalid"]],
    values: { active: false },
  },
  {
    title: "incoming mail servers",
    model: "fetchmail.server",
    domain: [["active", "=", true]],
    values: { active: false },
  },
  {
    title: "waiting mail",
    model: "mail.mail",
    domain: [["state", "in", ["outgoing", "exception"]]],
    values: { state: "cancel" },
  },
  {
    title: "webhooks",
    model: "ir.actions.server",
    domain: [["state", "=", "webhook"], ["webhook_url", "!=", "neutralization - disable webhook"]],
    values: { webhook_url: "neutralization - disable webhook" },
  },
  {
    title: "payment providers",
    model: "payment.provider",
    domain: [["state", "=", "enabled"]],
    values: { state: "disabled" },
  },
];

const deadServer = {
  name: "neutralization - disable emails",
  smtp_host: "invalid",
  smtp_port: 1025,
  smtp_encryption: "none",
};
const flag = "database.is_neutralized";
/** Reserved so that nothing sent there arrives: RFC 2606. */
const deadDomain = ".invalid";

/** What could still reach people or other systems, e.g. `scheduled actions`; none: it is neutral. */
export async function observeNeutrality(client: OdooClient): Promise<string[]> {
  const open: string[] = [];
  for (const leak of await present(client)) {
    if ((await ids(client, leak.model, leak.domain)).length > 0) open.push(leak.title);
  }
  if ((await activeCrons(client)).length > 0) open.push("scheduled actions");
  if ((await liveAddresses(client)).length > 0) open.push("users' addresses");
  if (!await hasDeadServer(client)) open.push("the server's own mail gateway");
  const marked = (await readParameters(client, [flag])).get(flag)?.value.toLowerCase() === "true";
  return marked ? open : [...open, "the flag that tells people"];
}

/**
 * Stops all of it. Odoo's own neutralisation, which a copy can be made with, also forgets the tokens
 * of further modules; this one completes it, and does what can be done where it was not asked for.
 */
export async function applyNeutrality(client: OdooClient): Promise<void> {
  for (const { model, domain, values } of await present(client)) {
    await client.write(model, await ids(client, model, domain), values);
  }
  await client.write("ir.cron", await activeCrons(client), { active: false });
  // Of a user's own new address Odoo mails the old one.
  const partners = await liveAddresses(client);
  await client.saveMany(
    "res.partner",
    partners.map(({ id, email }) => ({ id, values: { email: email + deadDomain } })),
    untracked,
  );
  // Without any server in the database, Odoo takes the one of its own configuration.
  if (!await hasDeadServer(client)) await client.create("ir.mail_server", [deadServer]);
  await writeParameters(client, { [flag]: "true" });
}

/** Those whose model, and whose fields, this database has. */
async function present(client: OdooClient): Promise<Leak[]> {
  const rows = await client.searchRead("ir.model", {
    domain: [["model", "in", leaks.map(({ model }) => model)]],
    fields: ["model"],
  });
  const models = new Set(rows.map(({ model }) => model));
  return leaks.filter(({ model }) => models.has(model));
}

async function ids(client: OdooClient, model: string, domain: Domain): Promise<number[]> {
  const rows = await client.searchRead(model, { domain, fields: ["id"] });
  return rows.map(({ id }) => Number(id));
}

const cleaner = { state: "code", code: "model._run_vacuum_cleaner()", model_name: "ir.autovacuum" };

/** All but the one that cleans up inside the database; under its external id there may be another. */
async function activeCrons(client: OdooClient): Promise<number[]> {
  const kept = (await recordIds(client, ["base.autovacuum_job"])).get("base.autovacuum_job");
  const active = await client.searchRead("ir.cron", {
    domain: [["active", "=", true]],
    fields: Object.keys(cleaner),
  });
  const cleans = (row: Values) =>
    Object.entries(cleaner).every(([field, value]) => String(row[field]).trim() === value);
  return active.filter((row) => Number(row.id) !== kept || !cleans(row)).map(({ id }) =>
    Number(id)
  );
}

async function hasDeadServer(client: OdooClient): Promise<boolean> {
  const domain = [["active", "=", true], ["smtp_host", "=", "invalid"]];
  return (await ids(client, "ir.mail_server", domain)).length > 0;
}

/** Of the users' partners, archived ones too; the bot that asks has none that anybody reads. */
async function liveAddresses(client: OdooClient): Promise<{ id: number; email: string }[]> {
  const rows = await client.searchRead("res.users", {
    domain: [["email", "!=", false], ["id", "!=", client.uid]],
    fields: ["partner_id", "email"],
    context: { active_test: false },
  });
  return rows.map(({ partner_id, email }) => ({ id: Number(partner_id), email: String(email) }))
    .filter(({ email }) => email !== "" && !email.endsWith(deadDomain));
}
