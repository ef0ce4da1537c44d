import type { Column, ForeignKey, Structure, Table } from "./structure.ts";

/** A structure of these tables. */
export function structureOf(tables: Table[], rest: Partial<Structure> = {}): Structure {
  return { version: 1, database: "shop", enums: [], tables, ...rest };
}

/** A table with a key, and what is said of it besides. */
export function tableOf(name: string, rest: Partial<Table> = {}): Table {
  return {
    schema: "public",
    name,
    kind: "table",
    columns: [columnOf("id", { nullable: false, generated: "serial" })],
    primaryKey: { name: `${name}_pkey`, columns: ["id"], definition: "PRIMARY KEY (id)" },
    unique: [],
    foreignKeys: [],
    indexes: [],
    checks: [],
    ...rest,
  };
}

/** A column of whole numbers, unless told otherwise. */
export function columnOf(name: string, rest: Partial<Column> = {}): Column {
  return { name, type: "integer", nullable: true, ...rest };
}

/** A foreign key to the id of another table, by the column `<table>_id`. */
export function keyTo(table: string, column = `${table}_id`): ForeignKey {
  return {
    name: `${column}_fkey`,
    columns: [column],
    to: { schema: "public", table, columns: ["id"] },
    onDelete: "no action",
    onUpdate: "no action",
  };
}

/** A table that leads to others. */
export function tableTo(name: string, targets: string[], rest: Partial<Table> = {}): Table {
  return tableOf(name, {
    columns: [
      columnOf("id", { nullable: false }),
      ...targets.map((target) => columnOf(`${target}_id`)),
    ],
    foreignKeys: targets.map((target) => keyTo(target)),
    ...rest,
  });
}
