import type { Command } from "commander";
import { answered } from "../../client/client.ts";
import { frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";
import { refusedAbout } from "../refusal.ts";

interface Filters extends PageOptions {
  status?: "pending" | "announced" | "unacknowledged" | "done" | "failed" | "kept" | "unclear";
  tenant?: string;
}

/** `schema-change list` and `show`. */
export function schemaChangeCommands(program: Command): void {
  const change = program.command("schema-change")
    .description("Changes of watched schemas, and what became of their announcement");
  pageOptions(change.command("list"))
    .description("The sets of schema changes, the newest first")
    .option("--status <status>", "such as unacknowledged, failed or unclear")
    .option("--tenant <slug>", "of this tenant's schema")
    .action(async (query: Filters, command: Command) => {
      const frame = frameOf(command);
      const page = await answered(
        (await frame.api()).GET("/schema-changes", { params: { query } }),
      );
      const titles = ["id", "since", "objects", "migrations", "status", "detail"];
      const rows = page.items.map(({ id, opened_at, objects, migrations, status, detail }) => [
        ...[id, opened_at, objects, migrations.join(", "), status, detail],
      ]);
      showPage(frame, page, { titles, rows, none: "No schema has changed." }, query);
    });
  change.command("show <id>")
    .description("A set of schema changes: each table and view with its columns before and after")
    .action(async (id: string, _options, command: Command) => {
      const frame = frameOf(command);
      const shown = await answered(
        (await frame.api()).GET("/schema-changes/{id}", { params: { path: { id } } }),
      ).catch(refusedAbout({ next: ["schema-change", "list"] }));
      const titles = ["object", "change", "command", "columns before", "columns now"];
      const rows = shown.changes.map((
        { schema, object, change, previous, command, before, after },
      ) => [
        `${schema}.${object}`,
        previous === null ? change : `${change}, was ${previous}`,
        command,
        named(before),
        named(after),
      ]);
      frame.show(shown, { titles, rows });
    });
}

function named(columns: { name: string; type: string }[] | null): string {
  return columns?.map(({ name, type }) => `${name} ${type}`).join(", ") ?? "";
}
