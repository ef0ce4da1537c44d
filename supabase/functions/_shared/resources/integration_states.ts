import type { Config } from "../config.ts";
import type { Ask } from "../database/api.ts";
import type { Work } from "./route.ts";

/** What the database last saw of a system. */
interface Seen {
  at: string | null;
  status?: string;
  skip_reason?: string | null;
  unreachable?: number;
  callable?: boolean;
}

interface State {
  configured: boolean | null;
  detail: string | null;
}

const set = (is: boolean, keys: string): State => ({
  configured: is,
  detail: is ? null : `${keys} not set.`,
});

/** What the environment says of a system; of one that it has no keys for, what its step said. */
const states: Record<string, (config: Config, seen: Seen | null) => State> = {
  odoo: (config, seen) => ({
    ...set(config.defaultOdoo !== undefined, "ODOO_URL, ODOO_DB, ODOO_USER and ODOO_PASSWORD are"),
    ...seen?.unreachable && { detail: `${seen.unreachable} tenants' Odoo did not answer.` },
  }),
  odoo_databases: (config) =>
    set(config.odooMasterPassword !== undefined, "ODOO_MASTER_PASSWORD is"),
  storage: (config) =>
    set(config.storage !== undefined, "SUPABASE_URL and SUPABASE_SECRET_KEYS are"),
  functions: (config, seen) =>
    set(
      config.functionsSecrets.length > 0 && seen?.callable === true,
      "FUNCTIONS_SECRET, or in Vault functions_url and functions_secret, are",
    ),
  image_hook: (config) => set(config.imageHook !== undefined, "IMAGE_HOOK_URL is"),
  github: (config) =>
    set(
      config.github !== undefined && config.notifySecrets.length > 0,
      "NOTIFY_REPOSITORY, NOTIFY_SECRET, and GITHUB_TOKEN or the App's id and key, are",
    ),
  n8n: () => ({ configured: null, detail: "It calls the API; its requests say when it last did." }),
  superset: (_, seen) => byStep(seen),
  keycloak: (_, seen) => byStep(seen),
  mail: ({ mailgun }) => set(mailgun !== undefined, "MAILGUN_API_KEY and MAILGUN_DOMAIN are"),
  slack: ({ slack }) => set(slack !== undefined, "SLACK_BOT_TOKEN and SLACK_CHANNEL are"),
  mattermost: ({ mattermost }) =>
    set(mattermost !== undefined, "MATTERMOST_WEBHOOK_URL, or its URL, token and channel, are"),
};

function byStep(seen: Seen | null): State {
  if (seen === null) return { configured: null, detail: "No operation has tried." };
  return { configured: seen.status !== "skipped", detail: seen.skip_reason ?? null };
}

/** Each system beside the platform: whether it is configured, and when it was last seen working. @throws {AppError} forbidden */
export async function integrationStates(config: Config, ask: Ask) {
  const seen = JSON.parse((await ask("list_integrations", {}))!) as Record<string, Seen | null>;
  return Object.entries(states).map(([name, state]) => {
    const last = seen[name] ?? null;
    const worked = last?.status === undefined || last.status === "succeeded";
    return { name, ...state(config, last), last_seen_at: worked ? last?.at ?? null : null };
  });
}

/** @throws {AppError} forbidden */
export const list: Work = async ({ deps, ask }) => {
  const items = await integrationStates(deps.config, ask);
  return Response.json({ items, total: items.length }, {
    headers: { "cache-control": "private, no-cache" },
  });
};
