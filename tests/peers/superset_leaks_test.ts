import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import type { Permission } from "../../supabase/functions/_shared/superset/roles.ts";
import { ask, owner, signedIn } from "./support/superset.ts";
import { chartData, guest, type Headers, type Query, rowsOf } from "./support/superset_guest.ts";
import { viewer } from "./support/superset_viewer.ts";
import { allowGuests, analytics, type Workspace, workspace } from "./support/superset_workspace.ts";

/** Two tenants of one database, A's guest, who is shown company 1, and somebody of A, who may do more. */
async function neighbours(more: (a: Workspace) => Permission[] = () => []) {
  const undo = new AsyncDisposableStack();
  const t = undo.use(await analytics(2));
  const a = undo.use(await workspace(t.tenants[0]!));
  const b = undo.use(await workspace(t.tenants[1]!));
  await allowGuests();
  const vera = undo.use(await viewer(a, more(a)));
  const anonymous = await guest(a, { clause: "company = 1" });
  return {
    ...{ a, b, vera: vera.headers, anonymous },
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  };
}

/** A metric that nobody made before. */
const adHoc = (sqlExpression: string) => ({ expressionType: "SQL", sqlExpression, label: "x" });
/** Runs any statement as the login of a database, behind Superset's back. */
const anySql = (sql: string): Query => ({
  metrics: [adHoc(`max(query_to_xml('${sql.replaceAll("'", "''")}', true, true, '')::text)`)],
});

Deno.test("A's guest changes what is asked, and reads no row that the token's rule does not show", async () => {
  await using n = await neighbours();
  const { a, anonymous } = n;
  const person = { expressionType: "SQL", label: "x", sqlExpression: "person" };
  const changed: [Query, Record<string, unknown>?][] = [
    [{ metrics: [adHoc("sum(hours)")] }],
    [{ metrics: [adHoc("max(person)")] }],
    [{ columns: ["person", "hours"] }],
    [{ columns: [person] }],
    [{ columns: ["person"], extras: { where: "1 = 1" } }],
    [{ columns: ["person"] }, { result_type: "samples" }],
  ];
  for (const [query, more] of changed) {
    const said = await chartData(anonymous, a, query, more);
    strictEqual(said.status, 200, said.text);
    const [row, ...others] = rowsOf(said);
    deepStrictEqual(others, []);
    for (const value of Object.values(row!)) doesNotMatch(String(value), /Ben of|^[47]/);
  }
  const where = { columns: ["person"], extras: { where: "1 = 1) or (1 = 1" } };
  const broken = await chartData(anonymous, a, where);
  ok(broken.status >= 400, broken.text);
});

Deno.test("any SQL of a guest or a person runs as the tenant's login, which reaches nothing of B", async () => {
  await using n = await neighbours();
  const { a, b, anonymous, vera } = n;
  for (const headers of [anonymous, vera]) {
    // Superset lets it through, past its own rule: the wall is the database.
    const own = await chartData(headers, a, anySql(`select person from ${a.schema}.hours`));
    match(own.text, /Ben of/);
    const others = await chartData(headers, a, anySql(`select person from ${b.schema}.hours`));
    ok(others.status >= 400, others.text);
    match(others.text, /permission denied/);
    doesNotMatch(others.text, /Ann of|Ben of/);
    const written = await chartData(headers, a, anySql(`create table ${a.schema}.mine (id int)`));
    ok(written.status >= 400, written.text);
  }
});

Deno.test("A's guest and A's people reach nothing of B by its ids, and see no list of it", async () => {
  // Her pages give her a token for writes; here she is given one.
  await using n = await neighbours(() => [["can_read", "SecurityRestApi"]]);
  const { a, b, anonymous, vera } = n;
  for (const headers of [anonymous, vera]) {
    const writes = headers === vera ? await writesOf(headers, a, b) : [];
    for (const said of [...await probesOf(headers, a, b), ...writes]) {
      ok(
        [403, 404].includes(said.status) || isEmpty(said.body),
        `${said.asked}: ${said.status} ${said.text}`,
      );
      doesNotMatch(said.text, /Ann of|Ben of/);
    }
    for (const what of ["dashboard", "chart", "dataset", "database"]) {
      const { text, status } = await ask("GET", `/${what}/`, headers);
      ok([200, 403].includes(status), text);
      doesNotMatch(text, new RegExp(`${b.schema}|${b.embedded}`), text);
    }
  }
  deepStrictEqual(rowsOf(await chartData(vera, a)), [{ total: 7 }]);
  // Without a token for writes a guest writes nothing.
  strictEqual((await ask("GET", "/security/csrf_token/", anonymous)).status, 403);
});

Deno.test("SQL Lab is open to whoever may use it, in spite of its setting, and reaches nothing of B", async () => {
  await using n = await neighbours((a) => [
    ["can_read", "SecurityRestApi"],
    ["can_execute_sql_query", "SQLLab"],
    ["database_access", `[${a.schema}].(id:${a.database})`],
  ]);
  const { a, b, vera } = n;
  const own = await select(vera, a.database, `${a.schema}.hours`);
  deepStrictEqual([own.status, own.body.data.length], [200, 2]);
  const others = await select(vera, a.database, `${b.schema}.hours`);
  ok(others.status >= 400, others.text);
  match(others.text, /permission denied/);
});

async function select(headers: Headers, database: number, table: string) {
  const sql = `select * from ${table}`;
  const query = { database_id: database, sql, runAsync: false, client_id: unique() };
  return await ask("POST", "/sqllab/execute/", headers, query);
}

/** Superset's ids of queries have ten characters. */
const unique = () => crypto.randomUUID().slice(0, 10).replace("-", "x");

Deno.test("who may see B gets what A's people are refused", async () => {
  await using n = await neighbours();
  const admin = await signedIn(owner.username, owner.password.reveal());
  for (const { asked, status, text } of await probesOf(admin, n.a, n.b)) {
    strictEqual(status, 200, `${asked}: ${text}`);
  }
});

/** What somebody of A might try with ids of B. */
async function probesOf(headers: Headers, a: Workspace, b: Workspace) {
  const query = { metrics: ["total"] };
  return await Promise.all([
    chartData(headers, b, query),
    chartData(headers, { ...a, dataset: b.dataset }, query),
    chartData(headers, { ...b, dashboard: a.dashboard }, query),
    ask("GET", `/datasource/table/${b.dataset}/column/person/values/`, headers),
    ask("GET", `/dashboard/${b.dashboard}`, headers),
    ask("GET", `/dashboard/${b.schema}-hours`, headers),
    ask("GET", `/dashboard/${b.dashboard}/charts`, headers),
    ask("GET", `/dashboard/${b.dashboard}/datasets`, headers),
    ask("GET", `/chart/${b.chart}`, headers),
    ask("GET", `/dataset/${b.dataset}`, headers),
    ask("GET", `/explore/?datasource_id=${b.dataset}&datasource_type=table`, headers),
    ask("GET", `/database/${b.database}`, headers),
    ask("GET", `/database/${a.database}/schemas/`, headers),
    ask("GET", `/database/${a.database}/tables/?q=(force:!f,schema_name:${b.schema})`, headers),
    ask("GET", `/database/${a.database}/table/hours/${b.schema}/`, headers),
  ]);
}

/** The same, of what is written or run. */
async function writesOf(headers: Headers, a: Workspace, b: Workspace) {
  return await Promise.all([
    ask("POST", "/dataset/", headers, {
      ...{ database: a.database, schema: b.schema, table_name: "hours" },
    }),
    select(headers, a.database, `${b.schema}.hours`),
    select(headers, b.database, `${b.schema}.hours`),
  ]);
}

/** Lists that leave everything out are as good as a refusal. */
function isEmpty(body: { result?: unknown } | undefined): boolean {
  return Array.isArray(body?.result) && body.result.length === 0;
}
