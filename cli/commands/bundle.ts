import type { Command } from "commander";
import { answered } from "../../client/client.ts";
import { fields } from "../fields.ts";
import { frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";

/** `bundle list` and `show`. */
export function bundleCommands(program: Command): void {
  const bundle = program.command("bundle").description("Which modules tenants get");
  pageOptions(bundle.command("list"))
    .description("The bundles of modules")
    .option("--module <name>", "only those that have it")
    .action(async (query: PageOptions & { module?: string }, command: Command) => {
      const frame = frameOf(command);
      const page = await answered(
        (await frame.api()).GET("/catalog/bundles", { params: { query } }),
      );
      const rows = page.items.map(({ id, name, type, version, modules }) => [
        ...[id, name, type, version, modules.join(", ")],
      ]);
      const titles = ["code", "name", "type", "version", "modules"];
      showPage(frame, page, { titles, rows, none: "There is no bundle." }, query);
    });
  bundle.command("show <code>")
    .description("A bundle, with how many tenants have it")
    .action(async (id: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { id } };
      const shown = await answered((await frame.api()).GET("/catalog/bundles/{id}", { params }));
      frame.show(shown, fields(shown));
    });
}
