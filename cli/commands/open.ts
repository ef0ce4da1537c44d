import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";
import type { Command } from "commander";
import { answered } from "../../client/client.ts";
import { Failure } from "../failure.ts";
import { frameOf } from "../frame.ts";
import { odooPage } from "../odoo_page.ts";

const openers: Partial<Record<string, string>> = {
  darwin: "open",
  linux: "xdg-open",
  win32: "explorer",
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
      // A table would cut an address that is wider than the terminal.
      if (frame.format === "table") frame.print(() => [url]);
      else frame.show({ url }, { titles: ["url"], rows: [[url]] });
      if (process.stdout.isTTY) await opened(url);
    });
}

/** Where there is no browser to start, the address that was shown has to do. */
async function opened(url: string): Promise<void> {
  const opener = openers[process.platform];
  if (opener !== undefined) await promisify(execFile)(opener, [url]).catch(() => {});
}
