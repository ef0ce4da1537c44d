import { type Command, Option } from "commander";
import { answered } from "../../client/client.ts";
import { Failure } from "../failure.ts";
import { frameOf } from "../frame.ts";
import { showStarted, type WaitOptions, waitOptions } from "../operation/started.ts";
import { askFor } from "./asked.ts";
import { previewListing } from "./listings.ts";

/** The flags that a tenant's creation takes. */
interface CreateOptions extends WaitOptions {
  name?: string;
  parent: string;
  plan: string;
  bundle?: string;
  adminEmail?: string;
  type?: "provider" | "client" | "internal";
  isolation?: "database" | "schema";
  template?: string;
  region?: string;
  industry?: string;
  country?: string;
  domain?: string;
  dryRun?: boolean;
  stored?: boolean;
}

/** `tenant create <slug>` */
export function createCommand(tenant: Command): void {
  waitOptions(tenant.command("create <slug>"))
    .description("Store a tenant and have its Odoo made")
    .option("--stored", "one that is stored already, and not made yet; no other flag is needed")
    .option("--name <name>", "what it is called")
    .option("--bundle <code>", "its modules: ocp bundle list")
    .option("--admin-email <address>", "of who is to administer it")
    .option("--parent <slug>", "below which tenant", "platform")
    .option("--plan <code>", "what it pays", "starter")
    .addOption(
      new Option("--type <type>", "as what").choices(["provider", "client", "internal"]),
    )
    .addOption(
      new Option("--isolation <isolation>", "a database, or a schema in its parent's").choices(
        ["database", "schema"],
      ),
    )
    .option("--template <code>", "of what it runs on: ocp template list")
    .option("--region <region>", "where")
    .option("--industry <industry>", "what it does")
    .option("--country <code>", "two letters: its company's country and currency")
    .option("--domain <domain>", "where its people go")
    .option("--dry-run", "show the steps and how long each usually takes; nothing is stored")
    .action(async (slug: string, options: CreateOptions, command: Command) => {
      const frame = frameOf(command);
      if (options.stored) return await askFor("create", slug, undefined, options, frame);
      const body = { slug, ...wholeBody(options) };
      const params = { query: { dry_run: options.dryRun ? "true" as const : undefined } };
      const answer = await answered((await frame.api()).POST("/tenants", { params, body }));
      if ("operation" in answer) return await showStarted(answer, options, frame);
      frame.show(answer, previewListing(answer));
    });
}

/** @throws {Failure} which flags are missing */
function wholeBody(options: CreateOptions) {
  const { name, bundle, adminEmail, parent, plan, type, isolation } = options;
  const { template, region, industry, country, domain } = options;
  if (name !== undefined && bundle !== undefined && adminEmail !== undefined) {
    const place = { template, region, industry, country, domain };
    return { name, bundle, admin_email: adminEmail, parent, plan, type, isolation, ...place };
  }
  const missing = Object.entries({ name, bundle, "admin-email": adminEmail })
    .filter(([, value]) => value === undefined).map(([flag]) => `--${flag}`);
  throw new Failure(
    `Cannot create a tenant: ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing.`,
    "Add what is missing, or --stored for a tenant that is stored already.",
  );
}
