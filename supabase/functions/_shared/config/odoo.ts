import { z } from "zod";
import { AppError } from "../errors.ts";
import { odooBaseUrl } from "../odoo_url.ts";
import type { Secret } from "../secret.ts";
import { httpUrl, number, secret, section } from "./section.ts";

export interface OdooConfig {
  /** The binding `default`, when the environment holds one. */
  defaultOdoo?: { url: string; database: string; username: string; password: Secret };
  /** Opens Odoo's own database service, which creates, copies and drops databases. */
  odooMasterPassword?: Secret;
  odooTimeoutMs: number;
  /** Administrator of the PostgreSQL below Odoo, where that server is ours. */
  tenantDatabaseUrl?: Secret;
  /** How that PostgreSQL copies templates itself; without it, Odoo does. */
  tenantCopyStrategy?: "wal_log" | "file_copy";
}

const keys = {
  ODOO_URL: z.string().transform(odooBaseUrl).pipe(httpUrl).optional(),
  ODOO_DB: z.string().min(1).optional(),
  ODOO_USER: z.string().min(1).optional(),
  ODOO_PASSWORD: secret.optional(),
  ODOO_MASTER_PASSWORD: secret.optional(),
  ODOO_TIMEOUT_SECONDS: number(60),
  TENANT_DATABASE_URL: secret.optional(),
  TENANT_COPY_STRATEGY: z.enum(["wal_log", "file_copy"]).optional(),
};

/** The Odoo server of the environment, and the PostgreSQL below it. */
export const odoo = section({
  keys,
  read: (values): OdooConfig => ({
    defaultOdoo: defaultOdoo(values),
    odooMasterPassword: values.ODOO_MASTER_PASSWORD,
    odooTimeoutMs: values.ODOO_TIMEOUT_SECONDS * 1000,
    tenantDatabaseUrl: values.TENANT_DATABASE_URL,
    tenantCopyStrategy: values.TENANT_COPY_STRATEGY,
  }),
});

type Values = z.infer<z.ZodObject<typeof keys>>;

function defaultOdoo(values: Values): OdooConfig["defaultOdoo"] {
  const { ODOO_URL: url, ODOO_DB: database, ODOO_USER: username, ODOO_PASSWORD: password } = values;
  if (!url && !database && !username && !password) return undefined;
  if (!url || !database || !username || !password) {
    throw new AppError(
      "misconfigured",
      "Cannot read the configuration: ODOO_URL, ODOO_DB, ODOO_USER and ODOO_PASSWORD belong together and some are missing.",
    );
  }
  return { url, database, username, password };
}
