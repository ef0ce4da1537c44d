import type { Sql } from "./connection.ts";

/** Columns of one table of Odoo. */
export interface Readable {
  table: string;
  columns: string[];
}

/** What tenants' roles may read, as control.readable_columns has it. */
export async function readableColumns(sql: Sql): Promise<Readable[]> {
  return await sql<Readable[]>`
    select table_name as table, array_agg(column_name order by column_name) as columns
    from control.readable_columns group by table_name order by table_name
  `;
}

/** $1: what is to be read. Tables of transient models hold what people type into a form, passwords too. */
const wantedColumns = `
  select a.attrelid, a.attnum, c.relname, a.attname
  from jsonb_to_recordset($1::jsonb) r ("table" text, columns jsonb)
  join pg_class c on c.relname = r."table" and c.relnamespace = 'public'::regnamespace
    and c.relkind in ('r', 'v', 'm', 'p')
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and r.columns ? a.attname
  where not exists (select from ir_model m where m.transient and replace(m.model, '.', '_') = c.relname)
`;

/** The statements that let the role read, as one text: so many statements would be as many round trips. */
export async function grantsOf(
  sql: Pick<Sql, "unsafe" | "json">,
  role: string,
  readable: Readable[],
): Promise<string> {
  const [row] = await sql.unsafe<[{ grants: string | null }]>(
    `select string_agg(format('grant select (%s) on public.%I to %I', g.columns, g.relname, $2::text), '; ') as grants
     from (
       select relname, string_agg(quote_ident(attname), ', ' order by attnum) as columns
       from (${wantedColumns}) w group by relname
     ) g`,
    [sql.json(readable as never) as never, role],
  );
  return row.grants ?? "";
}

/** Whether the role reads in this database what it should and nothing else. */
export async function readsExactly(
  sql: Sql,
  role: string,
  readable: Readable[],
): Promise<boolean> {
  const [row] = await sql.unsafe<[{ exactly: boolean }]>(
    `with wanted as (${wantedColumns}), readable as (
       select a.attrelid, a.attnum
       from pg_roles r
       cross join pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where r.rolname = $2::text and c.relnamespace = 'public'::regnamespace
         and c.relkind in ('r', 'v', 'm', 'p', 'f') and has_column_privilege(r.oid, c.oid, a.attnum, 'select')
     )
     select not exists (select attrelid, attnum from wanted except table readable)
       and not exists (table readable except select attrelid, attnum from wanted) as exactly`,
    [sql.json(readable as never) as never, role],
  );
  return row.exactly;
}
