import process from "node:process";
import { freePort } from "../../process.ts";

export interface Place {
  /** n8n's own files. */
  home: string;
  port: number;
  database: { port: number; password: string };
  encryptionKey: string;
}

/**
 * All that n8n is told. It asks nobody for licences, news, templates or packages, and tells nobody
 * anything: what it contacts are the addresses in workflows.
 */
export function environment(
  { home, port, database, encryptionKey }: Place,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: home,
    TZ: "UTC",
    NODE_ENV: "production",
    N8N_USER_FOLDER: home,
    N8N_ENCRYPTION_KEY: encryptionKey,
    N8N_LISTEN_ADDRESS: "127.0.0.1",
    N8N_PORT: String(port),
    N8N_HOST: "127.0.0.1",
    N8N_PROTOCOL: "http",
    N8N_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    N8N_SECURE_COOKIE: "false",
    GENERIC_TIMEZONE: "UTC",
    N8N_GRACEFUL_SHUTDOWN_TIMEOUT: "5",
    N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: "250",
    N8N_RUNNERS_BROKER_PORT: String(freePort()),
    ...databaseSettings(database),
    ...quiet,
  };
}

function databaseSettings({ port, password }: Place["database"]): Record<string, string> {
  return {
    DB_TYPE: "postgresdb",
    DB_POSTGRESDB_HOST: "127.0.0.1",
    DB_POSTGRESDB_PORT: String(port),
    DB_POSTGRESDB_DATABASE: "postgres",
    DB_POSTGRESDB_USER: "n8n",
    DB_POSTGRESDB_PASSWORD: password,
  };
}

/** Nobody listens there: what would leave this machine ends at once. */
const NOWHERE = "http://127.0.0.1:9";

/** What n8n does by itself unless it is told not to. */
const quiet = {
  N8N_DIAGNOSTICS_ENABLED: "false",
  N8N_DIAGNOSTICS_CONFIG_FRONTEND: "",
  N8N_DIAGNOSTICS_CONFIG_BACKEND: "",
  N8N_VERSION_NOTIFICATIONS_ENABLED: "false",
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: "false",
  N8N_DYNAMIC_BANNERS_ENABLED: "false",
  N8N_TEMPLATES_ENABLED: "false",
  N8N_COMMUNITY_PACKAGES_ENABLED: "false",
  N8N_LICENSE_AUTO_RENEW_ENABLED: "false",
  N8N_PERSONALIZATION_ENABLED: "false",
  N8N_HIRING_BANNER_ENABLED: "false",
  N8N_ONBOARDING_FLOW_DISABLED: "true",
  EXTERNAL_FRONTEND_HOOKS_URLS: "",
  N8N_RUNNERS_MODE: "internal",
  N8N_PUBLIC_API_SWAGGERUI_DISABLED: "true",
  N8N_BLOCK_ENV_ACCESS_IN_NODE: "true",
  SCARF_ANALYTICS: "false",
  N8N_DISABLED_MODULES:
    "agents,chat-hub,community-packages,instance-ai,mcp,mcp-registry,quick-connect,workflow-builder",
  HTTP_PROXY: NOWHERE,
  HTTPS_PROXY: NOWHERE,
  NO_PROXY: "127.0.0.1,localhost",
};
