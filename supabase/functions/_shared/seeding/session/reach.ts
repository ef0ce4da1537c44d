import { type BindingRow, readBinding } from "../../database/bindings.ts";
import { AppError } from "../../errors.ts";
import { nameKey } from "../../odoo/name_key.ts";
import type { OdooConnection } from "../../odoo/types.ts";
import { quoted } from "../../quoted.ts";
import { Secret } from "../../secret.ts";
import type { Run } from "./run.ts";

/** What a binding says: which Odoo, and how it is to be used. */
export interface Reach {
  connection: OdooConnection;
  uniqueRefs: boolean;
  /** Whether tasks are written through a server action. */
  bulkAction: boolean;
  timeZone: string;
  /** Code of the language that the seeds speak. */
  lang: string;
  firstStages: FirstStage[];
}

/** A stage that new projects begin with. */
export interface FirstStage {
  name: string;
  folded: boolean;
}

/** What the binding of a run, or of whoever tries it, says. @throws {AppError} not_found, misconfigured */
export async function reachOf(
  { deps, binding }: Pick<Run, "deps" | "binding">,
): Promise<Reach> {
  const row = await readBinding(deps.sql, binding);
  if (!row) {
    const detail = `Cannot reach Odoo: there is no binding named ${quoted(binding)}.`;
    throw new AppError("not_found", detail);
  }
  return {
    connection: connectionOf(row, binding, deps.config.defaultOdoo),
    uniqueRefs: row.unique_refs,
    bulkAction: row.bulk_action,
    timeZone: row.time_zone,
    lang: row.lang,
    firstStages: firstStagesOf(row),
  };
}

function connectionOf(
  { url, database, username, password, transport }: BindingRow,
  binding: string,
  fromEnvironment: Omit<OdooConnection, "transport"> | undefined,
): OdooConnection {
  if (url === null) {
    if (fromEnvironment) return { ...fromEnvironment, transport };
    const detail = "Cannot reach Odoo: the binding default has no connection.";
    throw new AppError("misconfigured", detail, {
      suggestion: "Set ODOO_URL, ODOO_DB, ODOO_USER and ODOO_PASSWORD, or fill the binding's row.",
    });
  }
  if (password === null) {
    const detail = `Cannot reach Odoo: the Vault secret of binding ${quoted(binding)} is missing.`;
    throw new AppError("misconfigured", detail, {
      suggestion: "In psql, \\prompt password, then: select vault.create_secret(:'password', " +
        `password_secret) from ops.odoo_bindings where name = '${binding}';`,
    });
  }
  return { url, database, username, transport, password: new Secret(password) };
}

function firstStagesOf({ new_project_stages, folded_stages }: BindingRow): FirstStage[] {
  const names = new Set(new_project_stages.map(nameKey));
  const folded = new Set(folded_stages.map(nameKey));
  return [...names].map((name) => ({ name, folded: folded.has(name) }));
}
