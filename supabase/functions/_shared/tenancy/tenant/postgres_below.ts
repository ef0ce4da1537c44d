import { readIdentity } from "../../database/database_identity.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { odooBaseUrl } from "../../odoo_url.ts";
import { quoted } from "../../quoted.ts";
import type { Secret } from "../../secret.ts";

/**
 * The administrator of the PostgreSQL below an Odoo server, where that is ours: TENANT_DATABASE_URL
 * belongs to the server of ODOO_URL. Below any other one, a database of the same name is another database.
 */
export function postgresBelow({ config }: Pick<Deps, "config">, url: string): Secret | undefined {
  const { defaultOdoo, tenantDatabaseUrl } = config;
  return defaultOdoo && odooBaseUrl(url) === odooBaseUrl(defaultOdoo.url)
    ? tenantDatabaseUrl
    : undefined;
}

/** That PostgreSQL and what it is told to do; undefined where Odoo copies. */
export function ownPostgres(deps: Pick<Deps, "config">, url: string) {
  const [admin, strategy] = [postgresBelow(deps, url), deps.config.tenantCopyStrategy];
  return admin && strategy && { admin, strategy };
}

/** Connections that lead to the PostgreSQL below ODOO_URL. */
const seen = new Set<string>();

/**
 * As postgresBelow, for who proves by it whose a database is: it has to have the database of ODOO_DB, too.
 * @throws {AppError} misconfigured, odoo_unreachable
 */
export async function provenPostgres(
  deps: Pick<Deps, "config">,
  url: string,
): Promise<Secret | undefined> {
  const admin = postgresBelow(deps, url);
  if (!admin || seen.has(admin.reveal())) return admin;
  const { database } = deps.config.defaultOdoo!;
  if ((await readIdentity(admin, database))?.uuid === undefined) {
    throw new AppError(
      "misconfigured",
      `Cannot tell whose a database is: the server of TENANT_DATABASE_URL has no Odoo database ${
        quoted(database)
      }, and that of ODOO_URL has.`,
      { suggestion: "Let TENANT_DATABASE_URL lead to the PostgreSQL below ODOO_URL, or unset it." },
    );
  }
  seen.add(admin.reveal());
  return admin;
}
