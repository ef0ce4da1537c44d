import { type Command, InvalidArgumentError } from "commander";
import { answered } from "../../client/client.ts";
import { fields } from "../fields.ts";
import { frameOf } from "../frame.ts";
import { waitingText } from "../runs/followed_run.ts";

interface Options {
  auto?: boolean;
  heal?: boolean;
  after?: number;
}

/** `binding sync`. */
export function syncCommand(binding: Command): void {
  binding.command("sync <name>")
    .description("How it syncs by itself, and what it waits for")
    .option("--auto", "from now on a change in its seeds starts a run")
    .option("--no-auto", "from now on only who asks starts one")
    .option("--heal", "from now on drift is mended where the seed wins")
    .option("--no-heal", "from now on it is only reported")
    .option("--after <seconds>", "how long its seeds are left alone before", seconds)
    .action(async (name: string, options: Options, command: Command) => {
      const frame = frameOf(command);
      const api = await frame.api();
      const params = { path: { name } };
      const body = {
        auto_sync: options.auto,
        self_heal: options.auto === false ? false : options.heal,
        auto_sync_seconds: options.after,
      };
      if (Object.values(body).some((value) => value !== undefined)) {
        await answered(api.PATCH("/bindings/{name}", { params, body }));
      }
      const state = await answered(api.GET("/bindings/{name}/sync", { params }));
      frame.show(state, fields({ ...state, waits: undefined }));
      if (state.waits) frame.tell(waitingText(state.waits));
      for (const { ref, field, heals } of state.fights) {
        frame.tell(`${[ref, field].filter(Boolean).join(", ")} comes back after ${heals} heals.`);
      }
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 86_400) return value;
  throw new InvalidArgumentError("It is a number of seconds, up to a day.");
}
