import { openXlsx, saveXlsx, writeXlsx } from "hucre/xlsx";
import type { CellValue, Grid } from "./grid.ts";

/** More characters than this a cell cannot hold. */
export const mostInCell = 32_767;

/** The visible sheets of a workbook. @throws {Error} for what is none */
export async function xlsxGrids(
  name: string,
  bytes: Uint8Array,
): Promise<Grid[]> {
  const { sheets } = await openXlsx(bytes);
  return sheets.filter(({ hidden, veryHidden }) => !hidden && !veryHidden)
    .map(({ name: sheet, rows, rowDefs }) => ({
      name: sheets.length > 1 ? `${name}[${sheet}]` : name,
      sheet,
      rows,
      levelOf: (row) => rowDefs?.get(row)?.outlineLevel ?? 0,
    }));
}

/** A workbook with these sheets; the first row of each has its titles. */
export async function xlsxBytes(
  sheets: readonly { name: string; rows: CellValue[][] }[],
): Promise<Uint8Array> {
  return await writeXlsx({
    sheets: sheets.map(({ name, rows }) => ({
      name,
      rows,
      freezePane: { rows: 1 },
      columns: rows[0]!.map((title) => ({ width: title === "name" ? 50 : 18 })),
    })),
  });
}

/** A cell and what it is to hold. */
export interface CellChange {
  row: number;
  column: number;
  value: CellValue;
}

/** A workbook with some cells of a sheet changed, and everything else as it was. */
export async function changedXlsx(
  bytes: Uint8Array,
  sheet: string,
  changes: readonly CellChange[],
): Promise<Uint8Array> {
  const workbook = await openXlsx(bytes, { readStyles: true });
  const { rows, cells } = workbook.sheets.find(({ name }) => name === sheet)!;
  for (const { row, column, value } of changes) {
    rows[row]![column] = value;
    const cell = cells?.get(`${row},${column}`);
    if (cell) cell.value = value;
  }
  return await saveXlsx(workbook);
}
