import { z } from "zod";
import type { Secret } from "../secret.ts";
import { baseUrl, httpUrl, secret, section } from "./section.ts";

export interface ApiConfig {
  /** Who signs people in; undefined where the project's address is not known. */
  authIssuer?: string;
  /** The key of tokens from before Auth had public keys. */
  legacyJwtSecret?: Secret;
  /** Web pages of other origins that may call the API. */
  apiOrigins: string[];
  /** Where our pages are, as the link of a mail leads there; without a slash at its end. */
  consoleUrl?: string;
}

const origins = z.string()
  .transform((text) => text.split(",").map((part) => part.trim()).filter((part) => part !== ""))
  .pipe(z.array(
    z.string().refine(
      (text) => URL.canParse(text) && new URL(text).origin === text,
      "must be origins like https://console.example.com, with commas between",
    ),
  ));

/** People who sign in, and the pages from which they call. */
export const api = section({
  keys: {
    SUPABASE_URL: httpUrl.optional(),
    AUTH_ISSUER: httpUrl.optional(),
    LEGACY_JWT_SECRET: secret.optional(),
    API_ORIGINS: origins.default([]),
    CONSOLE_URL: baseUrl.optional(),
  },
  read: (
    { SUPABASE_URL, AUTH_ISSUER, LEGACY_JWT_SECRET, API_ORIGINS, CONSOLE_URL },
  ): ApiConfig => ({
    authIssuer: AUTH_ISSUER ?? (SUPABASE_URL && `${SUPABASE_URL.replace(/\/+$/, "")}/auth/v1`),
    legacyJwtSecret: LEGACY_JWT_SECRET,
    apiOrigins: [...API_ORIGINS, ...CONSOLE_URL ? [new URL(CONSOLE_URL).origin] : []],
    consoleUrl: CONSOLE_URL,
  }),
});
