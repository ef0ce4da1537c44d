import { type Command, InvalidArgumentError, Option } from "commander";
import { answered } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";
import { typedMoment } from "../moment.ts";

type Hold = components["schemas"]["Hold"];

interface PutOptions {
  binding?: string;
  tenant?: string;
  everything?: boolean;
  reason: string;
  until?: string;
}

/** `hold list`, `put` and `lift`. */
export function holdCommands(program: Command): void {
  const hold = program.command("hold").description("What keeps runs and operations from beginning");
  pageOptions(hold.command("list"))
    .description("What is held, by whom, why and until when")
    .option("--all", "also what was lifted")
    .action(async ({ all, ...page }: PageOptions & { all?: boolean }, command: Command) => {
      const frame = frameOf(command);
      const query = { ...page, active: all ? undefined : "true" as const };
      const found = await answered((await frame.api()).GET("/holds", { params: { query } }));
      showPage(frame, found, holdsListing(found.items), page);
    });
  putCommand(hold);
  hold.command("lift <id>")
    .description("Lift a hold: what waited begins")
    .action(async (id: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { id } };
      const lifted = await answered((await frame.api()).DELETE("/holds/{id}", { params }));
      frame.show(lifted, holdsListing([lifted]));
    });
}

function putCommand(hold: Command): void {
  hold.command("put")
    .description("Hold a binding, a tenant or everything: runs and operations do not begin")
    .addOption(new Option("--binding <name>", "its runs").conflicts(["tenant", "everything"]))
    .addOption(new Option("--tenant <slug>", "its runs and operations").conflicts("everything"))
    .option("--everything", "all runs and operations of the platform")
    .requiredOption("--reason <text>", "why")
    .option("--until <moment>", "as in 2035-01-31, or 2035-01-31T12:00:00Z", moment)
    .action(async (options: PutOptions, command: Command) => {
      const { binding, tenant, everything, reason, until } = options;
      if (binding === undefined && tenant === undefined && !everything) {
        command.error("error: one of --binding, --tenant and --everything says what is held");
      }
      const frame = frameOf(command);
      const body = { binding, tenant, reason, until };
      const put = await answered((await frame.api()).POST("/holds", { body }));
      frame.show(put, holdsListing([put]));
      frame.tell(`To end it: ${frame.line("hold", "lift", put.id)}`);
    });
}

function moment(text: string): string {
  const typed = typedMoment(text);
  if (typed !== undefined) return typed;
  throw new InvalidArgumentError("It is a moment, as in 2035-01-31T12:00:00Z.");
}

function holdsListing(holds: readonly Hold[]) {
  return {
    titles: ["hold", "holds", "reason", "by", "since", "until", "lifted by"],
    rows: holds.map((hold) => [
      ...[hold.id, scopeOf(hold), hold.reason, hold.put_by, hold.put_at, hold.until],
      hold.lifted_by,
    ]),
    none: "Nothing is held.",
  };
}

function scopeOf({ binding, tenant }: Hold): string {
  if (binding !== null) return `binding ${binding}`;
  return tenant === null ? "everything" : `tenant ${tenant}`;
}
