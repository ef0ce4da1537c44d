import type { Command } from "commander";
import { answered } from "../../client/client.ts";
import { frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";
import { refusedAbout } from "../refusal.ts";

/** `letter list` and `replay`. */
export function letterCommands(program: Command): void {
  const letter = program.command("letter").description("Dead letters: work that was given up");
  pageOptions(letter.command("list"))
    .description("The dead letters, the newest first, with why each was given up")
    .option("--kind <kind>", "as in run or step")
    .option("--code <code>", "what ended it")
    .action(async (query: PageOptions & { kind?: string; code?: string }, command: Command) => {
      const frame = frameOf(command);
      const page = await answered((await frame.api()).GET("/letters", { params: { query } }));
      const titles = ["id", "kind", "of", "attempts", "died", "code", "why"];
      const rows = page.items.map((one) => [
        ...[one.id, one.kind, one.object ?? one.key, one.attempts, one.died_at, one.code],
        one.detail,
      ]);
      showPage(frame, page, { titles, rows, none: "No work was given up." }, query);
    });
  letter.command("replay <id>")
    .description("Send a dead letter again, once its cause is mended")
    .action(async (id: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { id } };
      const sent = await answered(
        (await frame.api()).POST("/letters/{id}/replay", { params, body: {} }),
      ).catch(refusedAbout({ next: ["letter", "list"] }));
      frame.show(sent, { titles: ["sent again", "of"], rows: [[sent.kind, sent.key]] });
    });
}
