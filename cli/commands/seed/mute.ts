import { type Command, InvalidArgumentError, Option } from "commander";
import { answered } from "../../../client/client.ts";
import { frameOf } from "../../frame.ts";
import { refusedAbout } from "../../refusal.ts";

interface Options {
  binding: string;
  field?: string;
  reason: string;
  until: string;
}

/** `seed mute`. */
export function muteCommand(seed: Command): void {
  seed.command("mute <ref>")
    .description("Accept the drift of a record, or of one field of it, for a time")
    .option("--binding <name>", "in which Odoo", "default")
    .option("--field <name>", "one field; all of the record unless given")
    .requiredOption("--reason <text>", "why")
    .addOption(
      new Option("--until <date>", "as in 2035-01-31, or 2035-01-31T12:00:00Z")
        .argParser(moment).makeOptionMandatory(),
    )
    .action(async (ref: string, options: Options, command: Command) => {
      const frame = frameOf(command);
      const api = await frame.api();
      const mute = await answered(
        api.POST("/drift/mutes", { body: { ref, ...options } }),
      ).catch(refusedAbout({ next: ["drift", "--binding", options.binding] }));
      const { id, binding, field, until, reason } = mute;
      frame.show(mute, {
        titles: ["mute", "binding", "ref", "field", "until", "reason"],
        rows: [[id, binding, ref, field, until, reason]],
      });
    });
}

function moment(text: string): string {
  const date = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(date.getTime())) return date.toISOString();
  throw new InvalidArgumentError("It is a date, as in 2035-01-31.");
}
