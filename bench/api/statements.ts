import { decodeJwt } from "jose";
import postgres from "postgres";

/** A statement inside the API's functions: what it took, and how it reads its tables. */
export interface Statement {
  query: string;
  calls: number;
  /** Milliseconds a call. */
  mean: number;
  /** Of the plan that it has whatever its values are; of one with a function's variables unknown. */
  reads?: string[];
  /** Large tables that are read from end to end. */
  scans: string[];
}

interface Recorded {
  query: string;
  calls: number;
  mean: number;
  role: string;
}

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  Plans?: Plan[];
}

/** One connection as the superuser; ends with `await using`. */
export function superuser(databaseUrl: string): postgres.Sql & AsyncDisposable {
  const url = new URL(databaseUrl);
  url.username = "supabase_admin";
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end() });
}

const most = 20;
/** Rows from which on a table is large. */
const large = 10_000;

/**
 * The twenty statements that took longest while requests were answered, those within functions too,
 * with the plans that they have whatever their values are. For a database that is thrown away.
 */
export async function topStatements(
  databaseUrl: string,
  token: string,
  requests: () => Promise<unknown>,
): Promise<Statement[]> {
  // Only a superuser has statements within functions recorded.
  await using sql = superuser(databaseUrl);
  await sql`alter system set pg_stat_statements.track = 'all'`;
  await sql`select pg_reload_conf()`;
  await sql`select extensions.pg_stat_statements_reset()`;
  await requests();
  await sql`alter system reset pg_stat_statements.track`;
  await sql`select pg_reload_conf()`;
  const rows = await sql<{ relname: string }[]>`
    select relname from pg_class where reltuples >= ${large} and relkind = 'r'`;
  const largest = new Set(rows.map(({ relname }) => relname));
  const found: Statement[] = [];
  for (const recorded of await longest(sql)) {
    const statement = await planned(sql, recorded, decodeJwt(token), largest);
    // What only calls a function is counted where that reads.
    if (statement.reads?.length !== 0) found.push(statement);
    if (found.length === most) break;
  }
  return found;
}

function longest(sql: postgres.Sql): Promise<Recorded[]> {
  return sql<Recorded[]>`
    select regexp_replace(query, '^\\s*prepare \\S+ as ', '') as query, calls::int,
      mean_exec_time as mean, userid::regrole::text as role
    from extensions.pg_stat_statements
    where query ~* '^\\s*(prepare|select|with|insert|update|delete)\\M' and query ~* '\\mfrom|into|update\\M'
      and query !~ 'pg_stat_statements' and userid::regrole::text in ('authenticated', 'postgres')
    order by total_exec_time desc
    limit 200`;
}

async function planned(
  sql: postgres.Sql,
  { query, calls, mean, role }: Recorded,
  claims: object,
  largest: Set<string>,
): Promise<Statement> {
  const statement = { query: query.replaceAll(/\s+/g, " ").trim(), calls, mean };
  // A constant that follows its type was one literal.
  const text = query.replaceAll(/\b(interval|jsonb|timestamptz) (\$\d+)/g, "$2::$1");
  try {
    const plan = await sql.begin(async (sql) => {
      await sql`select set_config('role', ${role}, true),
        set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
      const [row] = await sql.unsafe(`explain (generic_plan, format json) ${text}`);
      return row!["QUERY PLAN"][0].Plan as Plan;
    });
    const nodes = [...nodesOf(plan)].filter((node) => node["Relation Name"]);
    const scans = nodes.filter((node) => node["Node Type"] === "Seq Scan")
      .map((node) => node["Relation Name"]!).filter((table) => largest.has(table));
    return { ...statement, reads: nodes.map(readOf), scans };
  } catch (error) {
    // No such column, or none of such a record.
    const isVariable = error instanceof postgres.PostgresError &&
      ["42703", "42P01"].includes(error.code);
    if (isVariable) return { ...statement, scans: [] };
    throw error;
  }
}

function* nodesOf(plan: Plan): Generator<Plan> {
  yield plan;
  for (const below of plan.Plans ?? []) yield* nodesOf(below);
}

function readOf(node: Plan): string {
  return `${node["Node Type"]} ${node["Index Name"] ?? node["Relation Name"]}`;
}
