import type { TransactionSql } from "postgres";

/**
 * Of the catalog alone: nothing of what is asked here takes a lock that outlasts its statement. A
 * default's text has its table looked at, which waits for whoever changes that table.
 */
export interface Catalog {
  database: string;
  tables: TableRow[];
  columns: ColumnRow[];
  constraints: ConstraintRow[];
  indexes: IndexRow[];
  enums: EnumRow[];
}

export interface TableRow {
  id: number;
  schema: string;
  name: string;
  kind: string;
  rows: number;
  comment: string | null;
}

export interface ColumnRow {
  id: number;
  number: number;
  name: string;
  type: string;
  enum_schema: string | null;
  enum_name: string | null;
  nullable: boolean;
  default: string | null;
  identity: string;
  generated: string;
  serial: boolean;
  comment: string | null;
}

export interface ConstraintRow {
  id: number;
  name: string;
  kind: string;
  columns: number[] | null;
  to_id: number | null;
  to_schema: string | null;
  to_table: string | null;
  to_columns: string[] | null;
  on_delete: string;
  on_update: string;
  deferrable: boolean;
  definition: string;
}

export interface IndexRow {
  id: number;
  name: string;
  method: string;
  unique: boolean;
  numbers: number[];
  parts: string[];
  where: string | null;
  definition: string;
}

export interface EnumRow {
  schema: string;
  name: string;
  values: string[];
  comment: string | null;
}

/** Reads the catalog: six statements, however many tables there are. */
export async function readCatalog(sql: TransactionSql): Promise<Catalog> {
  const [row] = await sql<[{ name: string }]>`select current_database() as name`;
  return {
    database: row.name,
    tables: await sql.unsafe<TableRow[]>(tables),
    columns: await sql.unsafe<ColumnRow[]>(columns),
    constraints: await sql.unsafe<ConstraintRow[]>(constraints),
    indexes: await sql.unsafe<IndexRow[]>(indexes),
    enums: await sql.unsafe<EnumRow[]>(enums),
  };
}

/** Neither the server's own, nor an extension's, nor the parts of a partitioned table. */
const wanted = `
  select c.oid, n.nspname, c.relname, c.relkind, c.reltuples
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition
    and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
    and not exists (
      select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
`;

const tables = `
  select c.oid as id, c.nspname as schema, c.relname as name, c.relkind::text as kind,
    c.reltuples as rows, d.description as comment
  from (${wanted}) c
  left join pg_description d
    on d.classoid = 'pg_class'::regclass and d.objoid = c.oid and d.objsubid = 0
`;

const columns = `
  select a.attrelid as id, a.attnum as number, a.attname as name,
    format_type(a.atttypid, a.atttypmod) as type, en.nspname as enum_schema, e.typname as enum_name,
    not a.attnotnull as nullable, pg_get_expr(d.adbin, d.adrelid) as default,
    a.attidentity::text as identity, a.attgenerated::text as generated,
    d.oid is not null and exists (
      select from pg_depend s join pg_class q on q.oid = s.objid and q.relkind = 'S'
      where s.classid = 'pg_class'::regclass and s.refclassid = 'pg_class'::regclass
        and s.refobjid = a.attrelid and s.refobjsubid = a.attnum and s.deptype = 'a'
    ) as serial,
    t.description as comment
  from (${wanted}) c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type y on y.oid = a.atttypid
  left join pg_type e
    on e.oid = case when y.typcategory = 'A' then y.typelem else y.oid end and e.typtype = 'e'
  left join pg_namespace en on en.oid = e.typnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join pg_description t
    on t.classoid = 'pg_class'::regclass and t.objoid = a.attrelid and t.objsubid = a.attnum
  order by a.attrelid, a.attnum
`;

const constraints = `
  select k.conrelid as id, k.conname as name, k.contype::text as kind,
    k.conkey::int4[] as columns, nullif(k.confrelid, 0) as to_id,
    fn.nspname as to_schema, f.relname as to_table,
    (select array_agg(a.attname::text order by at) from unnest(k.confkey) with ordinality u (number, at)
      join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number) as to_columns,
    k.confdeltype::text as on_delete, k.confupdtype::text as on_update,
    k.condeferrable as deferrable, pg_get_constraintdef(k.oid) as definition
  from (${wanted}) c
  join pg_constraint k on k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c', 'x')
  left join pg_class f on f.oid = k.confrelid
  left join pg_namespace fn on fn.oid = f.relnamespace
  where k.conparentid = 0
`;

const indexes = `
  select i.indrelid as id, x.relname as name, m.amname as method,
    i.indisunique as unique,
    (i.indkey::int2[])[0:i.indnkeyatts - 1]::int4[] as numbers,
    array(select pg_get_indexdef(i.indexrelid, n, false) from generate_series(1, i.indnkeyatts) n)
      as parts,
    pg_get_expr(i.indpred, i.indrelid) as where,
    substring(pg_get_indexdef(i.indexrelid), length(format('CREATE %sINDEX %I ON %s%I.%I USING ',
      case when i.indisunique then 'UNIQUE ' end, x.relname, case x.relkind when 'I' then 'ONLY ' end,
      c.nspname, c.relname)) + 1) as definition
  from (${wanted}) c
  join pg_index i on i.indrelid = c.oid
  join pg_class x on x.oid = i.indexrelid
  join pg_am m on m.oid = x.relam
  where not exists (
    select from pg_constraint k
    where k.conrelid = i.indrelid and k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')
  )
`;

const enums = `
  select n.nspname as schema, t.typname as name, d.description as comment,
    (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e
      where e.enumtypid = t.oid) as values
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
  left join pg_description d
    on d.classoid = 'pg_type'::regclass and d.objoid = t.oid and d.objsubid = 0
  where t.typtype = 'e' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
    and not exists (
      select from pg_depend p
      where p.classid = 'pg_type'::regclass and p.objid = t.oid and p.deptype = 'e'
    )
`;
