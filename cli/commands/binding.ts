import { type Command, Option } from "commander";
import { answered } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { fields } from "../fields.ts";
import { frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";
import { secretInput } from "../secret_input.ts";
import { heldCell } from "../told_hold.ts";
import { syncCommand } from "./binding_sync.ts";

type Schemas = components["schemas"];

interface AddOptions {
  url: string;
  database: string;
  user: string;
  tenant?: string;
  project?: string;
  account?: string;
  company?: string;
  transport?: Schemas["Binding"]["transport"];
  lang?: string;
  timeZone?: string;
}

/** `binding list`, `add`, `test`, `sync` and `rotate`. */
export function bindingCommands(program: Command): void {
  const binding = program.command("binding").description("Which Odoo seeds go to");
  pageOptions(binding.command("list"))
    .description("The bindings that you may see")
    .option("--tenant <slug>", "only of a tenant")
    .action(async (query: PageOptions & { tenant?: string }, command: Command) => {
      const frame = frameOf(command);
      const page = await answered((await frame.api()).GET("/bindings", { params: { query } }));
      showPage(frame, page, bindingsListing(page.items), query);
    });
  addCommand(binding);
  testCommand(binding);
  syncCommand(binding);
  binding.command("rotate <name>")
    .description("Store another password or API key, read from standard input")
    .action(async (name: string, _options, command: Command) => {
      const secret = await secretInput("password or API key", "rotate the secret");
      const frame = frameOf(command);
      const kept = await answered(
        (await frame.api()).PUT("/bindings/{name}/secret", {
          params: { path: { name } },
          body: { secret },
        }),
      );
      frame.show(kept, fields(kept));
      frame.tell(`See that it works: ${frame.line("binding", "test", name)}`);
    });
}

function addCommand(binding: Command): void {
  binding.command("add <name>")
    .description("Bind a tenant, a project or an account to an Odoo; its secret is standard input")
    .requiredOption("--url <url>", "where the Odoo is")
    .requiredOption("--database <name>", "its database")
    .requiredOption("--user <login>", "as whom seeds are written")
    .addOption(new Option("--tenant <slug>", "whose").conflicts(["project", "account"]))
    .addOption(new Option("--project <ref>", "of one project").conflicts("account"))
    .option("--account <slug>", "of an account")
    .option("--company <name>", "only its projects")
    .addOption(
      new Option("--transport <transport>", "how it is asked").choices([
        "auto",
        "jsonrpc",
        "json2",
      ]),
    )
    .option("--lang <code>", "of what is written, as in en_US")
    .option("--time-zone <name>", "in which days end, as in Asia/Manila")
    .action(async (name: string, options: AddOptions, command: Command) => {
      const { url, database, user: username, transport, lang } = options;
      const whose = {
        tenant_slug: options.tenant,
        project_ref: options.project,
        account_slug: options.account,
      };
      const secret = await secretInput("password or API key", "add a binding");
      const frame = frameOf(command);
      const more = { transport, lang, time_zone: options.timeZone, company_name: options.company };
      const body = { name, url, database, username, secret, ...whose, ...more };
      const added = await answered((await frame.api()).POST("/bindings", { body }));
      frame.show(added, fields(added));
      frame.tell(`See that it works: ${frame.line("binding", "test", name)}`);
    });
}

function testCommand(binding: Command): void {
  binding.command("test <name>")
    .description("Log in to its Odoo, and tell its version and what the user may do there")
    .action(async (name: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { name } };
      const test = await answered(
        (await frame.api()).POST("/bindings/{name}/test", { params, body: {} }),
      );
      const { version, transport, user, rights: { settings, ...models }, findings } = test;
      const may = Object.entries(models).map(([of, rights]) => [of, given(rights)]);
      const rows = [["version", version], ["transport", transport], ["user", user.login], ...may];
      frame.show(test, {
        titles: ["what", "is"],
        rows: [
          ...rows,
          ["settings", settings ? "may change" : "may not change"],
          ...findings.filter(({ name }) => !said.has(name)).map(({ name, state, seen }) => [
            ...[name, state === "ok" ? seen : { text: seen, style: "red" as const }],
          ]),
        ],
      });
    });
}

/** Findings that the other lines tell, too. */
const said = new Set(["version", "rights"]);

/** The rights that are there, e.g. read, write. */
function given(rights: Record<string, boolean>): string {
  const there = Object.keys(rights).filter((right) => rights[right]);
  return there.length === 0 ? "none" : there.join(", ");
}

function syncs({ sync_enabled, auto_sync, self_heal }: Schemas["Binding"]): string {
  if (!sync_enabled) return "no";
  if (!auto_sync) return "when asked";
  return self_heal ? "by itself, heals" : "by itself";
}

function bindingsListing(items: Schemas["Binding"][]) {
  return {
    titles: ["name", "tenant", "project", "account", "url", "database", "syncs", "held"],
    rows: items.map((binding) => [
      ...[binding.name, binding.tenant_slug, binding.project_ref, binding.account_slug],
      ...[binding.url, binding.database, syncs(binding), heldCell(binding.hold)],
    ]),
    none: "There is no binding that you may see.",
  };
}
