import type { TransactionSql } from "postgres";

interface Stored {
  name: string;
  /** Columns that hold other values on every machine: numbers, moments, names of databases. */
  passing: string[];
}

/** The schemas whose tables begin with rows of ours. */
const ours = ["ops", "odoo_seed", "control"];
const others: Stored[] = [
  { name: "cron.job", passing: ["jobid", "database", "nodename", "nodeport"] },
  { name: "storage.buckets", passing: ["created_at", "updated_at"] },
];

/** The rows that tables begin with, as `row of <table>: <its columns>`; of Vault the names alone. */
export async function storedRows(tx: TransactionSql): Promise<string[]> {
  const tables = await tx<Stored[]>`
    select format('%I.%I', n.nspname, c.relname) as name, coalesce(
      array_agg(a.attname::text) filter (
        where a.attidentity <> ''
          or pg_get_expr(d.adbin, d.adrelid) ~ 'now\\(\\)|clock_timestamp|random_uuid'),
      '{}') as passing
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where n.nspname = any (${ours}) and c.relkind in ('r', 'p')
    group by 1`;
  const found: string[] = [];
  for (const { name, passing } of [...tables, ...others]) {
    const rows = await tx<{ said: string }[]>`
      select (to_jsonb(t) - ${passing}::text[])::text as said from ${tx.unsafe(name)} t`;
    found.push(...rows.map(({ said }) => `row of ${name}: ${said}`));
  }
  const secrets = await tx<{ name: string }[]>`select name from vault.secrets`;
  return [...found, ...secrets.map(({ name }) => `secret ${name}`)].sort();
}
