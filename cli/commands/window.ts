import { Argument, type Command } from "commander";
import { answered } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";

type Window = components["schemas"]["SyncWindow"];

interface AddOptions {
  binding?: string;
  cron: string;
  minutes: string;
  timeZone?: string;
  manual?: boolean;
}

/** `window list`, `add` and `remove`. */
export function windowCommands(program: Command): void {
  const window = program.command("window").description("When runs may begin to write to Odoo");
  pageOptions(window.command("list"))
    .description("The windows in which runs may begin to write to Odoo")
    .option("--binding <name>", "only of one")
    .action(async (query: PageOptions & { binding?: string }, command: Command) => {
      const frame = frameOf(command);
      const page = await answered((await frame.api()).GET("/sync-windows", { params: { query } }));
      showPage(frame, page, windowsListing(page.items), query);
    });
  window.command("add")
    .description("Make a window that allows or denies runs")
    .addArgument(new Argument("<kind>").choices(["allow", "deny"]))
    .option("--binding <name>", "of one; of all unless given")
    .requiredOption("--cron <line>", "when it opens, as in '0 22 * * 1-5'")
    .requiredOption("--minutes <n>", "for how long")
    .option("--time-zone <name>", "by whose clocks, as in Asia/Manila; UTC unless given")
    .option("--manual", "what somebody asks for begins all the same")
    .action(async (kind: Window["kind"], options: AddOptions, command: Command) => {
      const { binding, cron, minutes, timeZone: time_zone, manual } = options;
      const frame = frameOf(command);
      const body = { binding, kind, cron, minutes: Number(minutes), time_zone, manual };
      const made = await answered((await frame.api()).POST("/sync-windows", { body }));
      frame.show(made, windowsListing([made]));
      frame.tell(`To take it away: ${frame.line("window", "remove", made.id)}`);
    });
  window.command("remove <id>")
    .description("Take a window away")
    .action(async (id: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { id } };
      const gone = await answered((await frame.api()).DELETE("/sync-windows/{id}", { params }));
      frame.show(gone, { titles: ["window"], rows: [[gone.id]] });
    });
}

function windowsListing(windows: readonly Window[]) {
  return {
    titles: ["window", "binding", "kind", "opens", "minutes", "time zone", "manual", "open until"],
    rows: windows.map((window) => [
      ...[window.id, window.binding ?? "all", window.kind, window.cron, window.minutes],
      ...[window.time_zone, window.manual ? "yes" : "no", window.open_until],
    ]),
    none: "There is no window: runs begin at any time.",
  };
}
