import { cellOf, said, type SheetRecord, textOf } from "./sheet_records.ts";
import type { SheetWork } from "./sheet_work.ts";

/** What rows are part of by how deep they are; nothing where no depth is shown. */
export function byLevels(
  records: readonly SheetRecord[],
  { mapping: { levels }, grid, columns }: SheetWork,
): Map<SheetRecord, SheetRecord | undefined> {
  const parents = new Map<SheetRecord, SheetRecord | undefined>();
  const isColumn = [...columns.fields.values()].includes("level");
  if (!levels && !isColumn) return parents;
  const levelOf = (record: SheetRecord) => {
    if (levels === "groups") return grid.levelOf?.(record.row) ?? 0;
    if (levels === "spaces") return textOf(cellOf(record, "name")?.value ?? null).search(/\S|$/);
    return Number(said(record, "level") ?? 0);
  };
  const way: { level: number; record: SheetRecord }[] = [];
  for (const record of records) {
    const level = levelOf(record);
    while (way.length > 0 && way.at(-1)!.level >= level) way.pop();
    parents.set(record, way.at(-1)?.record);
    way.push({ level, record });
  }
  return parents;
}
