import { type Command, Option } from "commander";
import { answered } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { wholeNumber } from "../../stack/command_line.ts";
import { platformRoles, tenantRoles } from "../../supabase/functions/_shared/resources/roles.ts";
import { type Frame, frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";

type Schemas = components["schemas"];

interface CreateOptions {
  agent?: string;
  role?: NonNullable<Schemas["Token"]["role"]>;
  tenant?: string;
  scopes?: string[];
  days?: number;
}

/** `token create`, `list`, `rotate` and `revoke`. */
export function tokenCommands(program: Command): void {
  const token = program.command("token").description("The tokens of machines");
  createCommand(token);
  pageOptions(token.command("list"))
    .description("The tokens, with when each was last used")
    .action(async (query: PageOptions, command: Command) => {
      const frame = frameOf(command);
      const page = await answered((await frame.api()).GET("/tokens", { params: { query } }));
      showPage(frame, page, tokensListing(page.items), query);
    });
  token.command("rotate <id>")
    .description("Give a token a second secret; the first one is valid for another day")
    .option("--days <number>", "how long the second is valid; 90 unless given", wholeNumber)
    .action(async (id: string, body: { days?: number }, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { id } };
      showMade(
        frame,
        await answered((await frame.api()).POST("/tokens/{id}/rotate", { params, body })),
      );
    });
  token.command("revoke <id>")
    .description("End a token, at once")
    .action(async (id: string, _options, command: Command) => {
      const frame = frameOf(command);
      const gone = await answered(
        (await frame.api()).DELETE("/tokens/{id}", { params: { path: { id } } }),
      );
      frame.show(gone, { titles: ["revoked"], rows: [[gone.id]] });
    });
}

function createCommand(token: Command): void {
  token.command("create <name>")
    .description("Make a token: of a service with a role, or of an agent; only this shows it")
    .addOption(
      new Option("--role <role>", "a service's").choices([...platformRoles, ...tenantRoles]),
    )
    .option("--tenant <slug>", "in which tenant the service has its role")
    .addOption(
      new Option("--agent <person>", "an agent's, which acts for the person with this id")
        .conflicts(["role", "tenant"]),
    )
    .option("--scopes <scopes...>", "only these permissions, as in tenants.read or seeds.*")
    .option("--days <number>", "how long it is valid; 90 unless given", wholeNumber)
    .action(async (name: string, options: CreateOptions, command: Command) => {
      const { agent: on_behalf_of, role, tenant, scopes, days } = options;
      const kind = on_behalf_of === undefined ? "service" as const : "agent" as const;
      const body = { name, kind, on_behalf_of, role, tenant, scopes, days };
      const frame = frameOf(command);
      showMade(frame, await answered((await frame.api()).POST("/tokens", { body })));
    });
}

function showMade(frame: Frame, made: Schemas["TokenSecret"]): void {
  frame.show(made, { titles: ["id", "secret"], rows: [[made.id, made.secret]] });
  frame.tell("Keep the secret now: it is not shown again.");
}

function tokensListing(items: Schemas["Token"][]) {
  return {
    titles: ["id", "name", "kind", "role", "tenant", "last used", "revoked"],
    rows: items.map(({ id, name, kind, role, tenant, last_used_at, revoked_at }) => [
      ...[id, name, kind, role, tenant, last_used_at, revoked_at],
    ]),
    none: "There is no token.",
  };
}
