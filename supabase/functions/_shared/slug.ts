import { z } from "zod";

/** A tenant's slug in a body, by the rule that the table has, too. */
export const slug = z.string().max(30).regex(
  /^[a-z]([a-z0-9]|-(?=[a-z0-9]))*$/,
  "lower-case letters, digits and single hyphens inside, beginning with a letter",
);
