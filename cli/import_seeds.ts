import { Unreachable } from "../client/client.ts";
import { runAccess, type Wanted } from "./access.ts";
import { type ExportOptions, exportSeeds } from "./export_seeds.ts";
import { Failure } from "./failure.ts";
import type { Frame } from "./frame.ts";

/** How `seed import` was asked. */
export interface ImportOptions extends Omit<ExportOptions, "program" | "project" | "tenant"> {
  ref: string;
  program: string;
  binding: string;
  company?: string;
}

interface Imported {
  detail?: string;
  suggestion?: string;
  imported?: Record<string, number>;
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
  const answer = await imported(wanted, {
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

async function imported(wanted: Wanted, body: Record<string, unknown>): Promise<Imported> {
  const { url, token } = await runAccess(wanted);
  const response = await fetch(`${url}/functions/v1/seed-odoo-finance/import`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch((cause) => {
    throw new Unreachable(`Cannot reach the platform: ${url} gives no answer.`, { cause });
  });
  const answer = await response.json().catch(() => ({})) as Imported;
  if (response.ok) return answer;
  const { detail = `Cannot import: the answer is ${response.status}.`, suggestion = "" } = answer;
  throw new Failure(detail, suggestion);
}
