import { derivedRef } from "./derived_ref.ts";
import { plainly } from "./nearest.ts";
import { type Predecessor, predecessorIn } from "./predecessors.ts";
import { listIn } from "./sheet_cells.ts";
import { byLevels } from "./sheet_levels.ts";
import { type Cell, cellOf, said, type SheetRecord, textOf } from "./sheet_records.ts";
import type { SheetWork } from "./sheet_work.ts";

/** How rows of a sheet of tasks name each other: by ref, id, WBS number, name, or the number of a row. */
export class SheetLinks {
  #byRef = new Map<string, SheetRecord>();
  #byId = new Map<string, SheetRecord>();
  #byWbs = new Map<string, SheetRecord>();
  #byName = new Map<string, SheetRecord[]>();
  #byNumber = new Map<string, SheetRecord>();
  #levels: Map<SheetRecord, SheetRecord | undefined>;
  #keys = new Map<SheetRecord, string>();
  readonly #hasIds: boolean;

  constructor(
    readonly records: readonly SheetRecord[],
    readonly work: SheetWork,
    readonly projectOf: (record: SheetRecord) => string | undefined,
  ) {
    this.#hasIds = [...work.columns.fields.values()].includes("id");
    for (const record of records) {
      this.#byNumber.set(String(record.number), record);
      const ref = this.#ownRef(record);
      if (ref !== undefined) this.#byRef.set(ref, record);
      const id = said(record, "id");
      if (id !== undefined) this.#byId.set(id, record);
      const wbs = said(record, "wbs");
      if (wbs !== undefined) this.#byWbs.set(wbs.replace(/\.$/, ""), record);
      const name = plainly(said(record, "name") ?? "");
      this.#byName.set(name, [...this.#byName.get(name) ?? [], record]);
    }
    this.#levels = byLevels(records, work);
  }

  /** The ref of a row: its own, or one made of names; undefined for a row without a name. */
  keyOf(record: SheetRecord, way: SheetRecord[] = []): string | undefined {
    const known = this.#keys.get(record) ?? this.#ownRef(record);
    const name = said(record, "name");
    if (known !== undefined || name === undefined) return known;
    const parent = this.#parent(record);
    const isRow = isRecord(parent) && !way.includes(parent);
    const above = isRow ? this.keyOf(parent, [...way, record]) : undefined;
    const key = derivedRef(name, above ?? this.projectOf(record));
    this.#keys.set(record, key);
    return key;
  }

  /** The ref of what a row is part of; null for none, undefined where the sheet does not say. */
  parentOf(record: SheetRecord): string | null | undefined {
    const parent = this.#parent(record);
    return isRecord(parent) ? this.keyOf(parent) ?? null : parent;
  }

  /** The refs of what a row waits for; null for none, undefined where the sheet does not say. */
  dependsOn(record: SheetRecord): string[] | null | undefined {
    const own = record.cells.get("depends_on");
    const planned = record.cells.get("predecessors");
    if (!own && !planned) return undefined;
    const filled = (cells: Cell[] = []) => cells.filter(({ value }) => value !== null);
    const refs = [
      ...filled(own).flatMap((cell) => this.#named(record, cell)),
      ...filled(planned).flatMap((cell) => this.#planned(record, cell)),
    ];
    const isList = filled(own).length > 0;
    return refs.length > 0 || isList ? [...new Set(refs)] : null;
  }

  #named(record: SheetRecord, cell: Cell): string[] {
    return listIn(textOf(cell.value), this.work.separator)
      .flatMap((item) => this.#refOf(record, cell, item) ?? []);
  }

  /** How a sheet calls a row by its key: by its own ref, id or name, whichever leads back to it; a seed of no row by its key. */
  called(key: string): string {
    const record = this.#byKey(key);
    if (!record) return key;
    const names = ["ref", "id", "name"].flatMap((field) => said(record, field) ?? []);
    return names.find((name) => this.#find(name) === record) ?? key;
  }

  /** What a cell of predecessors says where a row waits for these; what it said of them, and what Odoo cannot say, stays as it was. */
  predecessorsCell(cell: Cell, keys: readonly string[]): string | null {
    const items = this.#plannedItems(cell);
    const keyOf = ({ to }: Predecessor) => {
      const found = this.#plannedRow(to) ?? this.#find(to);
      return typeof found === "object" ? this.keyOf(found) : to;
    };
    const stay = items.filter((item) => item.other || keys.includes(keyOf(item) ?? ""));
    const known = new Set(stay.filter(({ other }) => !other).map(keyOf));
    const come = keys.filter((key) => !known.has(key)).map((key) => this.#numbered(key));
    const separator = this.work.mapping.separator ?? (/,/.test(textOf(cell.value)) ? "," : ";");
    return [...stay.map(({ item }) => item), ...come].join(separator) || null;
  }

  #numbered(key: string): string {
    const record = this.#byKey(key);
    return record && !this.#hasIds ? String(record.number) : this.called(key);
  }

  #byKey(key: string): SheetRecord | undefined {
    return this.records.find((record) => this.keyOf(record) === key);
  }

  #plannedItems(cell: Cell): (Predecessor & { item: string })[] {
    const separator = this.work.mapping.separator ? this.work.separator : /[;,\n]/;
    return listIn(textOf(cell.value), separator)
      .map((item) => ({ item, ...predecessorIn(item) }));
  }

  #plannedRow(to: string): SheetRecord | undefined {
    return this.#hasIds ? undefined : this.#byNumber.get(to);
  }

  #planned(record: SheetRecord, cell: Cell): string[] {
    return this.#plannedItems(cell).flatMap(({ item, to, unsaid, other }) => {
      const row = this.#plannedRow(to);
      if (unsaid) {
        const what = other ? "the dependency is left out" : "the dependency is taken without it";
        this.work.note(record.row, cell.column, `predecessors: ${item}: ${unsaid}; ${what}.`);
      }
      if (other) return [];
      if (row) return this.keyOf(row) ?? [];
      if (/^\d+$/.test(to) && !this.#find(to)) {
        this.work.tell(record.row, cell.column, `predecessors: there is no row ${to}.`);
        return [];
      }
      return this.#refOf(record, cell, to) ?? [];
    });
  }

  /** What a cell names; a ref that is in no row may be there already. */
  #refOf(record: SheetRecord, cell: Cell, text: string): string | undefined {
    const found = this.#find(text);
    if (found === "several") {
      const message = `${JSON.stringify(text)} is the name of several rows. Name it by its ref.`;
      return void this.work.tell(record.row, cell.column, message);
    }
    return found ? this.keyOf(found) : text;
  }

  #find(text: string): SheetRecord | "several" | undefined {
    const known = this.#byRef.get(text) ?? this.#byId.get(text) ??
      this.#byWbs.get(text.replace(/\.$/, ""));
    if (known) return known;
    const named = this.#byName.get(plainly(text)) ?? [];
    return named.length > 1 ? "several" : named[0];
  }

  #parent(record: SheetRecord): SheetRecord | string | null | undefined {
    if (this.#levels.has(record)) return this.#levels.get(record) ?? null;
    if (record.cells.has("wbs")) {
      const wbs = said(record, "wbs")?.replace(/\.$/, "") ?? "";
      return this.#byWbs.get(wbs.split(".").slice(0, -1).join(".")) ?? null;
    }
    const cell = cellOf(record, "parent");
    if (!cell) return undefined;
    if (cell.value === null) return null;
    const text = textOf(cell.value).trim();
    const found = this.#find(text);
    return typeof found === "object" ? found : this.#refOf(record, cell, text) ?? null;
  }

  #ownRef(record: SheetRecord): string | undefined {
    const ref = said(record, "ref");
    if (ref !== undefined) return ref;
    const { grid, columns, mapping } = this.work;
    if (mapping.ref === undefined) return undefined;
    const titles = grid.rows[columns.titles]!.map((title) => plainly(textOf(title)));
    let isWhole = true;
    const made = mapping.ref.replace(/\{([^}]*)\}/g, (_, title) => {
      const value = textOf(grid.rows[record.row]![titles.indexOf(plainly(title))] ?? null).trim();
      isWhole &&= value !== "";
      return value;
    });
    return isWhole ? made : undefined;
  }
}

function isRecord(parent: SheetRecord | string | null | undefined): parent is SheetRecord {
  return typeof parent === "object" && parent !== null;
}
