import type { OdooClient } from "../client.ts";
import type { Domain } from "../types.ts";
import { naive } from "../values.ts";
import { runPython } from "./server_action.ts";

/** What a database that is well has none of. */
export interface Unwell {
  /** Mails that Odoo gave up sending. */
  mails_failed: number;
  /** Mails that have waited for too long. */
  mails_waiting: number;
  /** Scheduled actions that should have run long ago, the latest first. */
  late_actions: string[];
}

/** Since when is too long. */
export interface Patience {
  mailsSince: Date;
  actionsSince: Date;
}

/** Reads what goes wrong in a database without anybody being told. It changes nothing. @throws {OdooFault} */
export async function lookForTrouble(
  client: OdooClient,
  { mailsSince, actionsSince }: Patience,
): Promise<Unwell> {
  const [mails] = await client.searchRead("ir.model", {
    domain: [["model", "=", "mail.mail"]],
    fields: ["id"],
  });
  const since = naive(mailsSince);
  const waiting: Domain = [
    ...[["state", "=", "outgoing"], ["create_date", "<", since]] as Domain,
    // One that is to be sent later waits for nobody.
    ...["|", ["scheduled_date", "=", false], ["scheduled_date", "<", since]] as Domain,
  ];
  const actions = await client.searchRead("ir.cron", {
    domain: [["active", "=", true], ["nextcall", "<", naive(actionsSince)]],
    fields: ["name"],
    order: "nextcall",
    limit: 20,
  });
  return {
    mails_failed: mails ? await count(client, "mail.mail", [["state", "=", "exception"]]) : 0,
    mails_waiting: mails ? await count(client, "mail.mail", waiting) : 0,
    late_actions: actions.map(({ name }) => String(name)),
  };
}

async function count(client: OdooClient, model: string, domain: Domain): Promise<number> {
  return Number(await client.call(model, "search_count", { kwargs: { domain } }));
}

/** One read of everything: a call a model would take as long as all of them. */
const measures = `
context = env.context
env.cr.execute("SELECT pg_database_size(current_database())")
database_bytes = env.cr.fetchone()[0]
env.cr.execute("""
    SELECT COALESCE(SUM(size), 0) FROM (
        SELECT MAX(file_size) AS size FROM ir_attachment
        WHERE store_fname IS NOT NULL GROUP BY store_fname) files""")
filestore_bytes = env.cr.fetchone()[0]
result = {
    'users': env['res.users'].search_count([('share', '=', False)]),
    'database_bytes': database_bytes,
    'filestore_bytes': int(filestore_bytes),
}
for model in context['measured_models']:
    if model in env:
        result['records.' + model] = env[model].sudo().with_context(active_test=False).search_count([])
`;

/** What a database holds: active internal users, bytes, records of these models as far as it has them. @throws {OdooFault} */
export async function measureDatabase(
  client: OdooClient,
  models: string[],
): Promise<Record<string, number>> {
  const result = await runPython(client, "measure", measures, { measured_models: models });
  return result as Record<string, number>;
}
