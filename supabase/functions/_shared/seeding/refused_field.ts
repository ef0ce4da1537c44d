import type { PlannedWrite } from "./planned_write.ts";

/**
 * How Odoo 17 to 20 name a field by its technical name: "Wrong value for project.task.priority: 'x'",
 * "'Title' (name)", "Invalid field 'x'", "Key (x)=(1)", "constraint project_task_stage_id_fkey".
 * Labels, and words of a sentence that happen to be names, are none.
 */
const named = [
  /^Wrong value for [\w.]+\.(\w+):/,
  /\b(?:field|constraint:) '.*?' \((\w+)\)/,
  /\bThe value for '(\w+)' \(/,
  /\bField: .*? \((\w+)\)/,
  /^Invalid field '(\w+)'/,
  /\bKey \((\w+)\)=/,
  /\bcolumn "(\w+)"/,
  /\bproject_(?:task|project)_(\w+)_fkey\b/,
];

/**
 * The field of a row that Odoo's words are about, as the seed calls it, or, where the seed says nothing of
 * it, as Odoo does: one that another app requires. Of a row that sent one field alone it is that one. Null
 * where they name none: the fields are not tried one by one, as a row is written whole or not at all.
 */
export function refusedField(write: PlannedWrite, reason: string): string | null {
  const sent = Object.keys(write.sent);
  if (sent.length === 1 && write.odooId !== null) return sent[0]!;
  const technical = named.map((words) => words.exec(reason)?.[1]).find((name) => name);
  if (technical === undefined || technical === "unknown") return null;
  return write.seedNames[technical] ?? technical;
}
