import { z } from "zod";
import { slug } from "../../slug.ts";
import { neutral } from "../steps/neutral.ts";
import { reserve } from "../steps/reserve.ts";
import { fill, finish } from "./common.ts";
import type { Operation } from "./operation.ts";

export const clone: Operation = {
  kind: "clone",
  input: z.strictObject({
    slug: slug.describe("Of the new tenant, which answers."),
    name: z.string().trim().min(1).max(200).describe("Of the new tenant."),
    admin_email: z.email().max(200).optional().describe("Without it, the source's."),
    with_data: z.boolean().default(false)
      .describe("False: the same modules, and nothing of the source's data, users or settings."),
  }),
  steps: [reserve, ...fill, neutral, ...finish],
};
