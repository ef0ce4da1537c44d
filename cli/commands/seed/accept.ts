import type { Command } from "commander";
import { answered, type Api } from "../../../client/client.ts";
import { type DriftItem, foundDrift } from "../../drift/found_drift.ts";
import { Failure } from "../../failure.ts";
import { type Frame, frameOf } from "../../frame.ts";
import { valueCell } from "../../plan/printed_value.ts";
import { refusedAbout } from "../../refusal.ts";
import { allQuoted } from "../../../supabase/functions/_shared/quoted.ts";

interface Options {
  binding?: string;
  field?: string[];
}

/** So many are taken at once. */
const most = 100;

/** `seed accept`. */
export function acceptCommand(seed: Command): void {
  seed.command("accept <ref...>")
    .description("Take what Odoo holds into the seeds, for all that is named or for none of it")
    .option("--binding <name>", "drift of one Odoo")
    .option("--field <names...>", "these fields; all that drifted unless given")
    .action(async (refs: string[], options: Options, command: Command) => {
      const frame = frameOf(command);
      const api = await frame.api();
      const items = await named(refs, options, api, frame);
      const taken = await answered(
        api.POST("/drift/accept", { body: { items: items.map(({ id }) => id) } }),
      ).catch(refusedAbout({ next: ["drift"] }));
      frame.show(taken, {
        titles: ["ref", "field", "from", "to"],
        rows: taken.accepted.map(({ ref, field, from, to }) => [
          ...[ref, field, valueCell(from), valueCell(to)],
        ]),
      });
      frame.tell(`${taken.accepted.length} fields of the seeds have what Odoo holds.`);
    });
}

async function named(
  refs: string[],
  { binding, field }: Options,
  api: Api,
  frame: Frame,
): Promise<DriftItem[]> {
  const found = await Promise.all(
    refs.map(async (ref) => {
      const { items } = await foundDrift({ ref, binding, muted: "all" }, api);
      return items.filter((item) => field === undefined || field.includes(item.field ?? ""));
    }),
  );
  const next = frame.line("drift", ...binding === undefined ? [] : ["--binding", binding]);
  const without = refs.filter((_, at) => found[at]!.length === 0);
  if (without.length > 0) {
    throw new Failure(
      `Cannot accept drift: ${allQuoted(without)} has none that is known.`,
      `To see what has: ${next}`,
    );
  }
  const items = found.flat();
  if (items.length <= most) return items;
  throw new Failure(
    `Cannot accept drift: ${items.length} is more than ${most} at once.`,
    `Name fewer refs, or fields. To see them: ${next}`,
  );
}
