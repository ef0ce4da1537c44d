import type { Command } from "commander";
import { answered } from "../../client/client.ts";
import { frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";

/** `template list`. */
export function templateCommands(program: Command): void {
  const template = program.command("template").description("What tenants run on");
  pageOptions(template.command("list"))
    .description("The infra templates, each with the images that passed the tests")
    .action(async (query: PageOptions, command: Command) => {
      const frame = frameOf(command);
      const page = await answered(
        (await frame.api()).GET("/catalog/templates", { params: { query } }),
      );
      const rows = page.items.map((item) => [
        ...[item.id, item.name, item.version, item.size_profile, item.docker_image_odoo],
        item.tested_images.map(({ image_tag }) => image_tag).join(", ") || null,
      ]);
      const titles = ["code", "name", "version", "size", "image", "tested"];
      showPage(frame, page, { titles, rows, none: "There is no infra template." }, query);
    });
}
