import { z } from "zod";
import { backup } from "../steps/backup.ts";
import { smokeTest } from "../steps/smoke.ts";
import { runImage, upgradeDatabase } from "../steps/upgrade.ts";
import type { Operation } from "./operation.ts";

export const upgradeImage: Operation = {
  kind: "upgrade_image",
  input: z.strictObject({
    image_tag: z.string().min(1).max(128)
      .describe("One of `control.tested_images` for the tenant's infra template."),
  }),
  steps: [backup, runImage, upgradeDatabase, smokeTest],
};
