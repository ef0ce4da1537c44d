import { join } from "node:path";
import postgres from "postgres";
import type { StackConfig } from "./config.ts";
import { functionsEnvFile } from "./functions/env_file.ts";
import { hostedDeno } from "./functions/hosted_deno.ts";
import { platformLimits } from "./functions/limits.ts";
import { functionProcesses } from "./functions/processes.ts";
import { signer } from "./gateway/auth_tokens.ts";
import { consolePages } from "./gateway/console.ts";
import { gatewayHandler } from "./gateway/gateway.ts";
import type { InstanceOdoo } from "./instance_odoo.ts";
import type { InstanceKeys } from "./keys.ts";
import { instanceDir, root } from "./paths.ts";
import type { StackOptions, StackState } from "./types.ts";
import { keepSecrets, lendSecrets } from "./vault.ts";

/** Starts the gateway and, behind it, the functions. */
export async function startApi(
  options: StackOptions,
  config: StackConfig,
  port: number,
  keys: InstanceKeys,
  state: StackState,
  odoo: InstanceOdoo | undefined,
  cleanup: AsyncDisposableStack,
): Promise<void> {
  const env = {
    ...await functionsEnvFile(join(root, "supabase")),
    ...odoo?.env,
    ...options.env,
    SUPABASE_URL: state.apiUrl,
    SUPABASE_DB_URL: state.databaseUrl,
    SUPABASE_ANON_KEY: keys.anonKey,
    SUPABASE_SERVICE_ROLE_KEY: keys.serviceRoleKey,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishableKey }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
    SEED_RUN_TOKEN: options.env?.SEED_RUN_TOKEN ?? keys.seedRunToken,
    FUNCTIONS_SECRET: keys.functionsSecret,
    LEGACY_JWT_SECRET: keys.jwtSecret,
    SB_REGION: "local",
    CONSOLE_URL: options.env?.CONSOLE_URL ?? `${state.apiUrl}/console`,
    EVENTS_PRIVATE_RECEIVERS: options.env?.EVENTS_PRIVATE_RECEIVERS ?? "allowed",
  };
  const logDir = join(instanceDir(options.instance), "logs");
  const hosted = options.hosted ? { deno: await hostedDeno(), limits: platformLimits } : {};
  const processes = functionProcesses({ env, logDir, ...hosted });
  const sql = postgres(state.databaseUrl, { max: 2, idle_timeout: 20, onnotice: () => {} });
  cleanup.defer(() => sql.end());
  const handler = gatewayHandler(
    { config, processes, jwtSecret: keys.jwtSecret },
    { functions: processes, odoo: odoo?.running, keys },
    { folder: join(instanceDir(options.instance), "storage"), keys },
    { sql, keys, tokens: signer(keys.signingKey, `${state.apiUrl}/auth/v1`) },
    consolePages(join(root, "console")).fetch,
  );
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, handler);
  cleanup.defer(() => server.shutdown());
  cleanup.defer(() => processes.stop()); // first, or the shutdown would wait for their answers
  const secrets = {
    functions_url: `${state.apiUrl}/functions/v1`,
    functions_secret: keys.functionsSecret,
  };
  // A database that was there has an address of its own, or none: it is back when this one is gone.
  if (options.databaseUrl) cleanup.defer(await lendSecrets(options.databaseUrl, secrets));
  else await keepSecrets(state.databaseUrl, secrets);
}
