import type { Command } from "commander";
import { answered } from "../../client/client.ts";
import { Failure } from "../failure.ts";
import { frameOf } from "../frame.ts";
import { odooPage } from "../odoo_page.ts";

const openers: Partial<Record<typeof Deno.build.os, string[]>> = {
  darwin: ["open"],
  linux: ["xdg-open"],
  windows: ["explorer"],
};

/** `open <tenant>`. */
export function openCommand(program: Command): void {
  program.command("open <tenant>")
    .description("Open a tenant's Odoo in a browser; without a terminal, say where it is")
    .action(async (slug: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { tenant: slug } };
      const tenant = await answered((await frame.api()).GET("/tenants/{tenant}", { params }));
      const url = odooPage(tenant);
      if (url === undefined) {
        throw new Failure(
          `Cannot open ${slug}: it has no Odoo that you may see.`,
          `Look: ${frame.line("tenant", "show", slug)}`,
        );
      }
      frame.show({ url }, { titles: ["url"], rows: [[url]] });
      if (Deno.stdout.isTerminal()) await opened(url);
    });
}

/** Where there is no browser to start, the address that was shown has to do. */
async function opened(url: string): Promise<void> {
  const [command, ...args] = openers[Deno.build.os] ?? [];
  if (command === undefined) return;
  const run = new Deno.Command(command, { args: [...args, url], stdout: "null", stderr: "null" });
  await run.output().catch(() => {});
}
