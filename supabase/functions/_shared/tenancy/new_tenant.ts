import { z } from "zod";
import { slug } from "../slug.ts";

const code = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, "must be a lower-case code");

const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const country = z.string().refine(
  (code) => /^[A-Z]{2}$/.test(code) && regions.of(code) !== undefined,
  "must be a country's two capital letters (ISO 3166-1)",
);

/** What is said of a new tenant; no other key is accepted. */
export const tenantBody = z.strictObject({
  slug,
  name: z.string().trim().min(1).max(200),
  type: z.enum(["provider", "client", "internal"]).default("client"),
  /** Slug of the tenant that this one stands below. */
  parent: slug,
  plan: code,
  bundle: code,
  admin_email: z.email().max(200),
  isolation: z.enum(["database", "schema"]).default("database"),
  /** An infra template. */
  template: code.optional(),
  region: z.string().min(1).max(63).optional(),
  industry: z.string().min(1).max(63).optional(),
  country: country.optional(),
  domain: z.string().max(253).regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
    "must be a host name in lower case",
  ).optional(),
  sso_template: code.optional(),
});
