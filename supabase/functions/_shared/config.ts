import { z } from "zod";
import { AppError } from "./errors.ts";
import { odooBaseUrl } from "./odoo_url.ts";
import { Secret } from "./secret.ts";

const secret = z.string().min(1).transform((value) => new Secret(value));
/** As ops.is_functions_secret has it. */
const signingSecret = z.string()
  .regex(
    /^whsec_([A-Za-z0-9+/]{4}){8,}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    "must be whsec_ and base64 of 24 bytes or more",
  )
  .transform((value) => new Secret(value));
/** Of the project's secret keys, by name, the one called default, or else the first; the value is JSON. */
const secretKey = z.string()
  .transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue("must be JSON"); // without the value, which is secret
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.string().min(1)))
  .transform((keys) => keys.default ?? Object.values(keys)[0])
  .transform((key) => key === undefined ? undefined : new Secret(key));
const number = (fallback: number) => z.coerce.number().positive().default(fallback);
const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);

const schema = z.object({
  SUPABASE_DB_URL: secret,
  SUPABASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  SUPABASE_SECRET_KEYS: secretKey.optional(),
  SUPABASE_SERVICE_ROLE_KEY: secret.optional(),
  SEED_RUN_TOKEN: secret,
  SEED_RUN_TOKEN_NEXT: secret.optional(),
  FUNCTIONS_SECRET: signingSecret.optional(),
  FUNCTIONS_SECRET_NEXT: signingSecret.optional(),
  TENANT_ADMIN_TOKEN: secret.optional(),
  TENANT_ADMIN_TOKEN_NEXT: secret.optional(),
  ODOO_URL: z.string().transform(odooBaseUrl).pipe(z.url({ protocol: /^https?$/ })).optional(),
  ODOO_DB: z.string().min(1).optional(),
  ODOO_USER: z.string().min(1).optional(),
  ODOO_PASSWORD: secret.optional(),
  ODOO_MASTER_PASSWORD: secret.optional(),
  TENANT_DATABASE_URL: secret.optional(),
  IMAGE_HOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  IMAGE_HOOK_TOKEN: secret.optional(),
  TENANT_COPY_STRATEGY: z.enum(["wal_log", "file_copy"]).optional(),
  SEED_LEASE_SECONDS: number(180),
  SEED_SETTLE_SECONDS: number(120),
  SEED_SLICE_SECONDS: number(60),
  SEED_SLICE_MB: number(5),
  SEED_BATCH_ROWS: count(500),
  SEED_CALLS_IN_FLIGHT: count(4),
  ODOO_TIMEOUT_SECONDS: number(60),
});

export interface Config {
  databaseUrl: Secret;
  /** Accepted bearer tokens: the current one and, during a rotation, the next. */
  runTokens: Secret[];
  /** Who may ask for tenants and operations: a caller that is trusted to say for whom. */
  tenantAdminTokens: Secret[];
  /** What the database signs its calls with: the current secret and, during a rotation, the next. */
  functionsSecrets: Secret[];
  /** The binding `default`, when the environment holds one. */
  defaultOdoo?: { url: string; database: string; username: string; password: Secret };
  /** Opens Odoo's own database service, which creates, copies and drops databases. */
  odooMasterPassword?: Secret;
  /** Administrator of the PostgreSQL below Odoo, where that server is ours. */
  tenantDatabaseUrl?: Secret;
  /** Where the database reaches our functions. */
  functionsUrl?: string;
  /** Supabase Storage, where backups are kept. */
  storage?: { url: string; key: Secret };
  /** What the operator has called when a server is to run another image. */
  imageHook?: { url: string; token?: Secret };
  /** How that PostgreSQL copies templates itself; without it, Odoo does. */
  tenantCopyStrategy?: "wal_log" | "file_copy";
  /**
   * A run that shows no sign of life for so long may be taken over; it shows one each third of that. Odoo
   * ends a call after 120 s, so that whoever dies just before a sign leaves none behind.
   */
  leaseSeconds: number;
  /** How long after it was sent a create without an answer is looked for; Odoo ends a call after 120 s. */
  settleSeconds: number;
  /** After so long a slice hands its run over; hosted functions are stopped after 150 s. */
  sliceSeconds: number;
  /**
   * After so much work, as work_done.ts counts it, a slice hands its run over: less than 1 s of CPU.
   * Hosted functions are stopped after 2 s, and one that has used 1 s gets no further slice.
   */
  sliceMb: number;
  batchRows: number;
  callsInFlight: number;
  odooTimeoutMs: number;
}

/** Reads the environment: nothing else in the functions does. @throws {AppError} misconfigured, naming what is wrong but never a value */
export function readConfig(env: Record<string, string> = Deno.env.toObject()): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const result = schema.safeParse(present);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new AppError("misconfigured", `Cannot read the configuration: ${faults.join("; ")}.`);
  }
  const values = result.data;
  return {
    databaseUrl: values.SUPABASE_DB_URL,
    runTokens: given(values.SEED_RUN_TOKEN, values.SEED_RUN_TOKEN_NEXT),
    tenantAdminTokens: given(values.TENANT_ADMIN_TOKEN, values.TENANT_ADMIN_TOKEN_NEXT),
    functionsSecrets: given(values.FUNCTIONS_SECRET, values.FUNCTIONS_SECRET_NEXT),
    defaultOdoo: defaultOdoo(values),
    odooMasterPassword: values.ODOO_MASTER_PASSWORD,
    tenantDatabaseUrl: values.TENANT_DATABASE_URL,
    functionsUrl: values.SUPABASE_URL && `${values.SUPABASE_URL.replace(/\/+$/, "")}/functions/v1`,
    storage: storage(values),
    imageHook: values.IMAGE_HOOK_URL
      ? { url: values.IMAGE_HOOK_URL, token: values.IMAGE_HOOK_TOKEN }
      : undefined,
    tenantCopyStrategy: values.TENANT_COPY_STRATEGY,
    leaseSeconds: values.SEED_LEASE_SECONDS,
    settleSeconds: values.SEED_SETTLE_SECONDS,
    sliceSeconds: values.SEED_SLICE_SECONDS,
    sliceMb: values.SEED_SLICE_MB,
    batchRows: values.SEED_BATCH_ROWS,
    callsInFlight: values.SEED_CALLS_IN_FLIGHT,
    odooTimeoutMs: values.ODOO_TIMEOUT_SECONDS * 1000,
  };
}

function given(...tokens: (Secret | undefined)[]): Secret[] {
  return tokens.filter((token) => token !== undefined);
}

/** Supabase gives these to every function; the old key is dead once a project has switched it off. */
function storage(values: z.infer<typeof schema>): Config["storage"] {
  const { SUPABASE_URL: url, SUPABASE_SECRET_KEYS, SUPABASE_SERVICE_ROLE_KEY } = values;
  const key = SUPABASE_SECRET_KEYS ?? SUPABASE_SERVICE_ROLE_KEY;
  return url && key ? { url, key } : undefined;
}

function defaultOdoo(values: z.infer<typeof schema>): Config["defaultOdoo"] {
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
