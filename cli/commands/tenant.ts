import { type Command, Option } from "commander";
import { answered } from "../../client/client.ts";
import { fields } from "../fields.ts";
import { frameOf } from "../frame.ts";
import { type WaitOptions, waitOptions } from "../operation/started.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";
import { askFor } from "../tenant/asked.ts";
import { createCommand } from "../tenant/create.ts";
import { dangerousCommands } from "../tenant/dangerous.ts";
import { backupsListing, modulesListing, tenantsListing } from "../tenant/listings.ts";

const statuses = ["provisioning", "active", "paused", "error", "decommissioned"] as const;

interface ListOptions extends PageOptions {
  q?: string;
  status?: typeof statuses[number];
  parent?: string;
  plan?: string;
  bundle?: string;
}

/** All of `tenant`. */
export function tenantCommands(program: Command): void {
  const tenant = program.command("tenant").description("Tenants, and what is done with them");
  createCommand(tenant);
  listCommand(tenant);
  showCommands(tenant);
  cloneCommand(tenant);
  for (const [type, does] of Object.entries(plain)) plainCommand(tenant, type, does);
  drillCommand(tenant);
  modulesCommand(tenant);
  dangerousCommands(tenant);
}

function listCommand(tenant: Command): void {
  pageOptions(tenant.command("list"))
    .description("The tenants that you may see")
    .option("--q <text>", "only those with it in their slug or name")
    .addOption(new Option("--status <status>", "only those").choices(statuses))
    .option("--parent <slug>", "only those directly below one")
    .option("--plan <code>", "only those with a plan")
    .option("--bundle <code>", "only those with a bundle")
    .action(async (query: ListOptions, command: Command) => {
      const frame = frameOf(command);
      const page = await answered((await frame.api()).GET("/tenants", { params: { query } }));
      showPage(frame, page, tenantsListing(page.items), query);
    });
}

function showCommands(tenant: Command): void {
  tenant.command("show <slug>")
    .description("What a tenant is and runs on, what it is busy with, its last backup")
    .action(async (slug: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { tenant: slug } };
      const shown = await answered((await frame.api()).GET("/tenants/{tenant}", { params }));
      frame.show(shown, fields(shown));
    });
  pageOptions(tenant.command("backups <slug>"))
    .description("The backups of a tenant that can be restored, the newest first")
    .action(async (slug: string, query: PageOptions, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { tenant: slug }, query };
      const page = await answered((await frame.api()).GET("/tenants/{tenant}/backups", { params }));
      showPage(frame, page, backupsListing(page.items), query);
    });
}

interface CloneOptions extends WaitOptions {
  name?: string;
  adminEmail?: string;
  withData?: boolean;
}

function cloneCommand(tenant: Command): void {
  waitOptions(tenant.command("clone <slug> <new>"))
    .description("Make another tenant like one, with an Odoo of its own that sends nothing")
    .option("--name <name>", "what the new one is called; its slug unless given")
    .option("--admin-email <address>", "of who is to administer it; the source's unless given")
    .option("--with-data", "with all of its data and users, not just its modules")
    .action(async (slug: string, to: string, options: CloneOptions, command: Command) => {
      const { name = to, adminEmail: admin_email, withData: with_data } = options;
      const params = { slug: to, name, admin_email, with_data };
      await askFor("clone", slug, params, options, frameOf(command));
    });
}

/** Operations that take nothing but a tenant. */
const plain = {
  pause: "Block log-ins and scheduled work; nothing is lost",
  resume: "Open what was paused; or check and open a tenant in error",
  upgrade_to_provider: "Let a client have tenants of its own",
  backup: "Take a backup now",
  rotate_key: "Give the platform's user in Odoo another key; the one before works on for a while",
  retire_key: "Revoke the keys of that user that are not used any more",
};

function plainCommand(tenant: Command, type: string, does: string): void {
  waitOptions(tenant.command(`${type.replaceAll("_", "-")} <slug>`))
    .description(does)
    .action(async (slug: string, options: WaitOptions, command: Command) => {
      await askFor(type, slug, undefined, options, frameOf(command));
    });
}

function drillCommand(tenant: Command): void {
  waitOptions(tenant.command("drill <slug>"))
    .description("Prove that a backup can be restored: beside the tenant, and removed again")
    .option("--backup <id>", "which one; the newest unless given")
    .action(async (slug: string, options: WaitOptions & { backup?: string }, command: Command) => {
      const { backup } = options;
      await askFor("restore_drill", slug, { backup }, options, frameOf(command));
    });
}

function modulesCommand(tenant: Command): void {
  waitOptions(pageOptions(tenant.command("modules <slug>")))
    .description("The modules of a tenant's Odoo; or install some")
    .option("--install <names...>", "technical names")
    .action(async (slug: string, options: ModulesOptions, command: Command) => {
      const frame = frameOf(command);
      const { install: modules, limit, offset } = options;
      if (modules) return await askFor("module_apply", slug, { modules }, options, frame);
      const params = { path: { tenant: slug }, query: { limit, offset } };
      const page = await answered((await frame.api()).GET("/tenants/{tenant}/modules", { params }));
      showPage(frame, page, modulesListing(page.items), options);
    });
}

interface ModulesOptions extends WaitOptions, PageOptions {
  install?: string[];
}
