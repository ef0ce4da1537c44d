import { answered } from "../client/client.ts";
import { type ExportOptions, exportSeeds } from "./export_seeds.ts";
import type { Frame } from "./frame.ts";
import { refusedAbout } from "./refusal.ts";

/** How `seed import` was asked. */
export interface ImportOptions extends Omit<ExportOptions, "program" | "project" | "tenant"> {
  ref: string;
  program: string;
  binding: string;
  company?: string;
}

/** Takes a project that people made in Odoo into the seeds, and writes those as a file. @throws {Failure | NoAccess | Refused | Unreachable} */
export async function importSeeds(
  odooProject: string,
  { ref, program, binding, company, ...exported }: ImportOptions,
  frame: Frame,
): Promise<void> {
  const { errors } = await answered(
    (await frame.api()).POST("/bindings/{name}/import", {
      params: { path: { name: binding } },
      body: {
        odoo_project: /^\d+$/.test(odooProject) ? Number(odooProject) : odooProject,
        program: { slug: program },
        project_ref: ref,
        company,
      },
    }),
  ).catch(refusedAbout({ next: ["seed", "import", "--help"] }));
  for (const { ref, field, message } of errors) {
    frame.tell(`note  ${[ref, field].filter(Boolean).join(", ")}: ${message}`);
  }
  await exportSeeds({ ...exported, project: ref }, frame);
}
