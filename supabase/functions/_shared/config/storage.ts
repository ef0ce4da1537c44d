import { z } from "zod";
import { Secret } from "../secret.ts";
import { httpUrl, secret, section } from "./section.ts";

export interface StorageConfig {
  /** Supabase Storage, where backups are kept. */
  storage?: { url: string; key: Secret };
}

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

/** Supabase gives these to every function; the old key is dead once a project has switched it off. */
export const storage = section({
  keys: {
    SUPABASE_URL: httpUrl.optional(),
    SUPABASE_SECRET_KEYS: secretKey.optional(),
    SUPABASE_SERVICE_ROLE_KEY: secret.optional(),
  },
  read({ SUPABASE_URL: url, SUPABASE_SECRET_KEYS, SUPABASE_SERVICE_ROLE_KEY }): StorageConfig {
    const key = SUPABASE_SECRET_KEYS ?? SUPABASE_SERVICE_ROLE_KEY;
    return { storage: url && key ? { url, key } : undefined };
  },
});
