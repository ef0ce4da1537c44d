import { type Command, Option } from "commander";
import { answered } from "../../client/client.ts";
import { frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";

/** `schedule list`, `run` and `change`. */
export function scheduleCommands(program: Command): void {
  const schedule = program.command("schedule").description("What happens at its time");
  pageOptions(schedule.command("list"))
    .description("The schedules, with when each succeeded last and whether it is late")
    .addOption(new Option("--late", "only those that are late"))
    .action(async ({ late, ...page }: PageOptions & { late?: boolean }, command: Command) => {
      const frame = frameOf(command);
      const query = { ...page, late: late ? "true" as const : undefined };
      const found = await answered(
        (await frame.api()).GET("/platform/schedules", { params: { query } }),
      );
      const rows = found.items.map((one) => [
        ...[one.name, one.cadence, one.outcome, one.last_succeeded_at, one.next_at],
        { text: one.late ? "late" : "no", style: one.late ? "red" as const : "dim" as const },
      ]);
      const titles = ["name", "cadence", "outcome", "last succeeded", "next", "late"];
      showPage(frame, found, { titles, rows, none: "No schedule is late." }, page);
    });
  schedule.command("run <name>")
    .description("Run a schedule now, whether it is due or not")
    .action(async (name: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { name } };
      const ran = await answered(
        (await frame.api()).POST("/platform/schedules/{name}/run", { params, body: {} }),
      );
      const titles = ["name", "outcome", "last succeeded", "next"];
      const row = [ran.name, ran.outcome, ran.last_succeeded_at, ran.next_at];
      frame.show(ran, { titles, rows: [row] });
    });
  schedule.command("change <name>")
    .description("Change when a schedule runs, when it is late, or whose it is")
    .addOption(new Option("--cadence <when>", "10 minutes, or a cron line in UTC: '15 3 * * *'"))
    .addOption(new Option("--late-after <seconds>", "late without a success for so long"))
    .addOption(new Option("--owner <who>", "who looks after it when it is late"))
    .addOption(new Option("--off", "switch it off").conflicts("on"))
    .addOption(new Option("--on", "switch it on"))
    .action(async (name: string, options: ChangeOptions, command: Command) => {
      const frame = frameOf(command);
      const body = {
        ...{ cadence: options.cadence, owner: options.owner },
        late_after_seconds: options.lateAfter === undefined ? undefined : Number(options.lateAfter),
        enabled: options.on ? true : options.off ? false : undefined,
      };
      const changed = await answered(
        (await frame.api()).PATCH("/platform/schedules/{name}", {
          params: { path: { name } },
          body,
        }),
      );
      const row = [
        changed.name,
        changed.cadence,
        changed.enabled ? "on" : "off",
        changed.owner,
        changed.next_at,
      ];
      frame.show(changed, { titles: ["name", "cadence", "is", "owner", "next"], rows: [row] });
    });
}

interface ChangeOptions {
  cadence?: string;
  lateAfter?: string;
  owner?: string;
  on?: true;
  off?: true;
}
