import { type Command, InvalidArgumentError, Option } from "commander";
import { answered } from "../../../client/client.ts";
import { mutesListing } from "../../drift/told_mutes.ts";
import { frameOf } from "../../frame.ts";
import { refusedAbout } from "../../refusal.ts";
import { typedMoment } from "../../moment.ts";

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
      const mute = await answered(api.POST("/drift/mutes", { body: { ref, ...options } }))
        .catch(refusedAbout({ next: ["drift", "--binding", options.binding] }));
      frame.show(mute, mutesListing([mute]));
      const field = options.field === undefined ? [] : ["--field", options.field];
      const words = ["seed", "unmute", ref, "--binding", options.binding, ...field];
      frame.tell(`To end it: ${frame.line(...words)}`);
    });
}

function moment(text: string): string {
  const typed = typedMoment(text);
  if (typed !== undefined) return typed;
  throw new InvalidArgumentError("It is a date, as in 2035-01-31.");
}
