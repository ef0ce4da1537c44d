import { sortedBy } from "./names.ts";
import type { FieldRow, OdooMetadata } from "./odoo_metadata.ts";
import { tableOfModel } from "./odoo_tables.ts";
import type { Field, Structure, Table } from "./structure.ts";

/** A structure with what Odoo says of its tables and columns. */
export function withOdoo(structure: Structure, odoo: OdooMetadata): Structure {
  const fields = Map.groupBy(odoo.fields, ({ model }) => model);
  const models = new Map(odoo.models.map((row) => [tableOfModel(row.model), row]));
  const between = new Map(odoo.relations.map(({ table, module }) => [table, module]));
  const tables = structure.tables.map((table): Table => {
    if (table.schema !== "public") return table;
    const model = models.get(table.name);
    const module = model?.module ?? between.get(table.name);
    const named = { ...table, ...module && { module } };
    if (!model) return named;
    return { ...labelled(named, fields.get(model.model) ?? []), ...said(model) };
  });
  const modules = sortedBy(odoo.modules, ({ name }) => name);
  const version = modules.find(({ name }) => name === "base")?.version ?? "";
  return {
    ...structure,
    odoo: {
      version: version.split(".").slice(0, 2).join("."),
      modules: modules.map(({ name, label, version }) => ({
        ...{ name, label },
        ...version !== null && { version },
      })),
    },
    tables,
  };
}

const said = ({ model, label }: { model: string; label: string }) => ({ model, label });

/** Fields with a column stand beside it, the others on their own. */
function labelled(table: Table, rows: FieldRow[]): Table {
  const fieldOf = new Map(rows.map((row) => [row.name, row]));
  const columns = table.columns.map((column) => {
    const row = fieldOf.get(column.name);
    fieldOf.delete(column.name);
    return row ? { ...column, field: fieldFrom(row) } : column;
  });
  const fields = sortedBy(fieldOf.values(), ({ name }) => name)
    .map((row) => ({ name: row.name, ...fieldFrom(row) }));
  return { ...table, columns, ...fields.length > 0 && { fields } };
}

function fieldFrom(row: FieldRow): Field {
  return {
    label: row.label,
    kind: row.kind,
    ...row.help && { help: row.help },
    ...row.relation && { relation: row.relation },
    ...row.through && { through: row.through },
    ...row.required && { required: true as const },
    ...row.readonly && { readonly: true as const },
    ...row.module && { module: row.module },
  };
}
