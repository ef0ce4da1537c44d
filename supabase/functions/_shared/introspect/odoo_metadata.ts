import type { TransactionSql } from "postgres";

/** What Odoo says of itself in its own tables. */
export interface OdooMetadata {
  modules: { name: string; label: string; version: string | null }[];
  models: ModelRow[];
  fields: FieldRow[];
  /** Tables between two models, and the module that made each first. */
  relations: { table: string; module: string }[];
}

export interface ModelRow {
  model: string;
  label: string;
  module: string | null;
}

export interface FieldRow {
  model: string;
  name: string;
  label: string;
  help: string | null;
  kind: string;
  relation: string | null;
  through: string | null;
  required: boolean;
  readonly: boolean;
  module: string | null;
}

/** The tables that make a database an Odoo's, all in its schema public. */
const metadataTables = [
  ...["ir_model", "ir_model_fields", "ir_model_data", "ir_model_relation", "ir_module_module"],
];

/**
 * Whether a database is an Odoo's, and whether Odoo's tables may be read. A view of such a name is
 * none of Odoo's: reading it would run what its owner wrote.
 */
export async function isOdoo(sql: TransactionSql): Promise<{ is: boolean; readable: boolean }> {
  const [row] = await sql<[{ found: number; readable: boolean | null }]>`
    select count(*) as found, bool_and(has_table_privilege(c.oid, 'select')) as readable
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and not c.relrowsecurity
      and c.relname = any (${metadataTables})
  `;
  return { is: Number(row.found) === metadataTables.length, readable: row.readable === true };
}

/** Reads what Odoo says of its models, in a language where Odoo has it: four statements, read last, as they hold Odoo's own tables until the transaction ends. */
export async function readOdooMetadata(
  sql: TransactionSql,
  language: string,
): Promise<OdooMetadata> {
  return {
    modules: await sql.unsafe<OdooMetadata["modules"]>(modules, [language]),
    models: await sql.unsafe<ModelRow[]>(models, [language]),
    fields: await sql.unsafe<FieldRow[]>(fields, [language]),
    relations: await sql.unsafe<OdooMetadata["relations"]>(relations),
  };
}

/** A text in a language: JSON by language since Odoo 16, and a text before. */
const said = (column: string) => `
  case jsonb_typeof(to_jsonb(${column}))
    when 'object' then coalesce(to_jsonb(${column}) ->> $1, to_jsonb(${column}) ->> 'en_US')
    else to_jsonb(${column}) #>> '{}'
  end`;

/** The module that had a record first: later ones only extend it. */
const firstModules = (model: string) => `
  select distinct on (res_id) res_id, module from public.ir_model_data
  where model = '${model}' order by res_id, id`;

const modules = `
  select name, coalesce(${said("shortdesc")}, name) as label, latest_version as version
  from public.ir_module_module where state in ('installed', 'to upgrade', 'to remove')
`;

const models = `
  select m.model, coalesce(${said("m.name")}, m.model) as label, d.module
  from public.ir_model m left join (${firstModules("ir.model")}) d on d.res_id = m.id
`;

const fields = `
  select f.model, f.name, coalesce(${said("f.field_description")}, f.name) as label,
    ${said("f.help")} as help, f.ttype as kind, f.relation,
    coalesce(f.relation_table, f.relation_field) as through,
    coalesce(f.required, false) as required, coalesce(f.readonly, false) as readonly, d.module
  from public.ir_model_fields f
  left join (${firstModules("ir.model.fields")}) d on d.res_id = f.id
`;

const relations = `
  select distinct on (r.name) r.name as "table", m.name as module
  from public.ir_model_relation r join public.ir_module_module m on m.id = r.module
  order by r.name, r.id
`;
