import type { Wanted } from "./access.ts";
import { type ExportOptions, exportSeeds } from "./export_seeds.ts";
import type { Frame } from "./frame.ts";
import { functionAnswer } from "./function_call.ts";

/** How `seed import` was asked. */
export interface ImportOptions extends Omit<ExportOptions, "program" | "project" | "tenant"> {
  ref: string;
  program: string;
  binding: string;
  company?: string;
}

interface Imported {
  errors?: { external_ref: string; field: string | null; message: string }[];
}

/** Takes a project that people made in Odoo into the seeds, and writes those as a file. @throws {Failure | NoAccess | Refused | Unreachable} */
export async function importSeeds(
  odooProject: string,
  options: ImportOptions,
  wanted: Wanted,
  frame: Frame,
): Promise<void> {
  const { ref, program, binding, company, ...exported } = options;
  const answer = await functionAnswer<Imported>(wanted, "seed-odoo-finance/import", {
    odoo_project: /^\d+$/.test(odooProject) ? Number(odooProject) : odooProject,
    program: { slug: program },
    project_ref: ref,
    binding,
    ...company && { company },
  });
  for (const { external_ref, field, message } of answer.errors ?? []) {
    frame.tell(`note  ${[external_ref, field].filter(Boolean).join(", ")}: ${message}`);
  }
  await exportSeeds({ ...exported, project: ref }, frame);
}
