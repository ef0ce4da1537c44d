import type { Secret } from "../secret.ts";
import { secret, section } from "./section.ts";

export interface DatabaseConfig {
  databaseUrl: Secret;
}

/** Postgres, where everything is decided and kept. */
export const database = section({
  keys: { SUPABASE_DB_URL: secret },
  read: ({ SUPABASE_DB_URL }): DatabaseConfig => ({ databaseUrl: SUPABASE_DB_URL }),
});
