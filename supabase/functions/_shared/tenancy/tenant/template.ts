import { readSecret } from "../../database/tenant_secrets.ts";
import type { TemplateClaim } from "../../database/templates.ts";
import type { Deps } from "../../deps.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { letIn } from "../../odoo/log_in.ts";
import type { Closure } from "../../odoo/tenant/closure.ts";
import { callLimits } from "./call_limits.ts";
import { adminOfTemplate, botOfTemplate, type Login } from "./odoo.ts";

/** A template at work. */
export interface Template {
  deps: Deps;
  row: TemplateClaim;
}

/** What is to be known of a template to prove that it is ours. */
export interface Known {
  deps: Deps;
  row: Pick<TemplateClaim, "database" | "odoo_url" | "uuid">;
}

/** What an attempt came to. */
export type AttemptEnd =
  /** More is to be done, in so many seconds. */
  | { is: "under_way"; lookAgainIn: number }
  /** It can be copied, if it holds what it should. */
  | { is: "whole"; closure: Closure }
  /** It cannot be copied: another one is needed. */
  | { is: "broken"; why: string }
  /** Something else has its name, and was left alone: another one is needed. */
  | { is: "foreign"; why: string }
  /** Nothing of it is left on the server. */
  | { is: "gone" }
  | { is: "failed"; error: { code: string; detail: string; suggestion: string } };

/**
 * Logs in as the template's bot, or, `admin`, as the administrator that it has while it is built;
 * undefined where it refuses that one. `database` is where it still has another name. @throws {OdooFault} when it cannot say
 */
export async function enter(
  template: Known,
  who: "bot" | "admin",
  database = template.row.database,
): Promise<OdooClient | undefined> {
  const { database: name } = template.row;
  const login = who === "bot" ? botOfTemplate(name) : adminOfTemplate(name);
  const connection = await connectionTo(template, login, database);
  return connection && await letIn(connection, callLimits(template.deps));
}

async function connectionTo(
  { deps, row: { odoo_url: url } }: Known,
  { login, secret }: Login,
  database: string,
) {
  const password = await readSecret(deps.sql, secret);
  return password && { url, database, username: login, password, transport: "auto" as const };
}
