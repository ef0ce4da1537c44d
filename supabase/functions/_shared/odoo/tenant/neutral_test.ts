import { deepStrictEqual } from "node:assert/strict";
import type { Values } from "../types.ts";
import { FakeDatabase } from "./fake_database.ts";
import { applyNeutrality, observeNeutrality } from "./neutral.ts";

const cleaner = {
  state: "code",
  code: "model._run_vacuum_cleaner()\n",
  model_name: "ir.autovacuum",
};

/** A database with every app that could reach somebody, and nothing that does. */
async function setUp(): Promise<FakeDatabase> {
  const odoo = new FakeDatabase();
  const models = ["ir.mail_server", "fetchmail.server", "mail.mail", "ir.actions.server"];
  [...models, "payment.provider"].forEach((model, id) => odoo.put("ir.model", { id, model }));
  odoo.put("ir.model.data", { id: 1, module: "base", name: "autovacuum_job", res_id: 1 });
  odoo.put("ir.cron", { ...cleaner, id: 1, active: true });
  await applyNeutrality(odoo.client);
  return odoo;
}

for (
  const [what, change] of Object.entries({
    "another body": { code: "env['mail.mail'].process_email_queue()" },
    "another model": { model_name: "mail.mail" },
    "another kind": { state: "webhook" },
  })
) {
  Deno.test(`applyNeutrality() stops what has the cleaner's external id and ${what}`, async () => {
    const odoo = await setUp();
    odoo.put("ir.cron", { ...cleaner, ...change, id: 1, active: true });
    deepStrictEqual(await observeNeutrality(odoo.client), ["scheduled actions"]);
    await applyNeutrality(odoo.client);
    deepStrictEqual(odoo.ids("ir.cron", "active"), []);
  });
}

const leaks: Record<string, [string, Values]> = {
  "outgoing mail servers": ["ir.mail_server", { id: 50, active: true, smtp_host: "smtp.test" }],
  "incoming mail servers": ["fetchmail.server", { id: 50, active: true }],
  "waiting mail": ["mail.mail", { id: 50, state: "outgoing" }],
  "webhooks": ["ir.actions.server", { id: 50, state: "webhook", webhook_url: "https://x.test" }],
  "payment providers": ["payment.provider", { id: 50, state: "enabled" }],
  "scheduled actions": ["ir.cron", { id: 50, active: true }],
  "users' addresses": ["res.users", {
    id: 50,
    active: false,
    partner_id: 60,
    email: "ann@example.com",
  }],
};

for (const [title, [model, row]] of Object.entries(leaks)) {
  Deno.test(`observeNeutrality() finds ${title}, applyNeutrality() stops it`, async () => {
    const odoo = await setUp();
    deepStrictEqual(await observeNeutrality(odoo.client), []);
    odoo.put(model, row);
    deepStrictEqual(await observeNeutrality(odoo.client), [title]);
    await applyNeutrality(odoo.client);
    deepStrictEqual(await observeNeutrality(odoo.client), []);
    const { changes } = odoo;
    const count = changes.length;
    await applyNeutrality(odoo.client);
    // Only the flag is written again.
    deepStrictEqual(changes.slice(count), ["write ir.config_parameter"]);
  });
}

Deno.test("observeNeutrality() wants a dead mail server and the flag", async () => {
  const odoo = await setUp();
  odoo.table("ir.mail_server").clear();
  odoo.table("ir.config_parameter").clear();
  deepStrictEqual(await observeNeutrality(odoo.client), [
    "the server's own mail gateway",
    "the flag that tells people",
  ]);
});

Deno.test("applyNeutrality() leaves out what is not installed", async () => {
  const odoo = new FakeDatabase();
  await applyNeutrality(odoo.client);
  deepStrictEqual(await observeNeutrality(odoo.client), []);
});
