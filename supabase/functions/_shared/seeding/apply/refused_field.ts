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
 * it, as Odoo does: one that another app requires. Of an update of one field alone it is that one. Null where
 * they name none: then nothing of the row is written, and its fields are not tried one by one.
 */
export function refusedField(write: PlannedWrite, reason: string): string | null {
  const sent = Object.keys(write.sent);
  if (sent.length === 1 && write.odooId !== null) return sent[0]!;
  const technical = named.map((words) => words.exec(reason)?.[1]).find((name) => name);
  if (technical === undefined || technical === "unknown") return null;
  return write.seedNames[technical] ?? technical;
}

/** A row less one field; undefined where it does not have that, or nothing else. */
export function withoutField(write: PlannedWrite, field: string): PlannedWrite | undefined {
  const { [field]: left, ...sent } = write.sent;
  if (left === undefined || Object.keys(sent).length === 0) return undefined;
  const values = Object.entries(write.values).filter(([name]) => write.seedNames[name] !== field);
  return { ...write, values: Object.fromEntries(values), sent };
}
