import { z } from "zod";
import { slug } from "../_shared/slug.ts";

const clone = z.strictObject({
  kind: z.literal("clone"),
  input: z.strictObject({
    slug,
    name: z.string().trim().min(1).max(200),
    admin_email: z.email().max(200).optional(),
    /** False: the same modules, nothing of the source's data. */
    with_data: z.boolean().default(false),
  }),
});

const moduleApply = z.strictObject({
  kind: z.literal("module_apply"),
  input: z.strictObject({
    modules: z.array(
      z.string().regex(/^[a-z][a-z0-9_]{0,99}$/, "must be a module's technical name, at most 100"),
    ).min(1).max(100),
  }),
});

const restore = z.strictObject({
  kind: z.literal("restore"),
  input: z.strictObject({
    backup: z.uuid(),
    /** Tenants that share the database: that their data go back, too, is meant. */
    shared_with: z.array(slug).optional(),
  }),
});

const drill = z.strictObject({
  kind: z.literal("restore_drill"),
  /** Without one, the newest. */
  input: z.strictObject({ backup: z.uuid().optional() }).default({}),
});

const upgradeImage = z.strictObject({
  kind: z.literal("upgrade_image"),
  input: z.strictObject({ image_tag: z.string().min(1).max(128) }),
});

const purge = z.strictObject({
  kind: z.literal("purge"),
  /** The tenant's slug, typed once more. */
  input: z.strictObject({ confirm: z.string().max(30).optional() }).default({}),
});

const plain = z.strictObject({
  kind: z.enum([
    ...["create", "pause", "resume", "rebuild", "upgrade_to_provider", "decommission"] as const,
    ...["backup", "reset_password"] as const,
  ]),
  input: z.strictObject({}).default({}),
});

/** The body of POST /tenants/:slug/operations: a kind, and what that kind takes. */
export const operationBody = z.discriminatedUnion(
  "kind",
  [clone, moduleApply, restore, drill, upgradeImage, purge, plain],
  { error: "must be an operation's kind: see docs/operations.md" },
);
