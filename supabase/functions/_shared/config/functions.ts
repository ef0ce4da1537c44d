import { z } from "zod";
import { Secret } from "../secret.ts";
import { given, httpUrl, secret, section } from "./section.ts";

export interface FunctionsConfig {
  /** Accepted bearer tokens: the current one and, during a rotation, the next. */
  runTokens: Secret[];
  /** What the database signs its calls with: the current secret and, during a rotation, the next. */
  functionsSecrets: Secret[];
  /** Where the database reaches our functions. */
  functionsUrl?: string;
}

/** As ops.is_functions_secret has it. */
export const signingSecret = z.string()
  .regex(
    /^whsec_([A-Za-z0-9+/]{4}){8,}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    "must be whsec_ and base64 of 24 bytes or more",
  )
  .transform((value) => new Secret(value));

/** Those who call the functions. */
export const functions = section({
  keys: {
    SUPABASE_URL: httpUrl.optional(),
    SEED_RUN_TOKEN: secret,
    SEED_RUN_TOKEN_NEXT: secret.optional(),
    FUNCTIONS_SECRET: signingSecret.optional(),
    FUNCTIONS_SECRET_NEXT: signingSecret.optional(),
  },
  read: (values): FunctionsConfig => ({
    runTokens: given(values.SEED_RUN_TOKEN, values.SEED_RUN_TOKEN_NEXT),
    functionsSecrets: given(values.FUNCTIONS_SECRET, values.FUNCTIONS_SECRET_NEXT),
    functionsUrl: values.SUPABASE_URL && `${values.SUPABASE_URL.replace(/\/+$/, "")}/functions/v1`,
  }),
});
