import { AppError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { openDatabase, type Sql } from "./connection.ts";
import { lostConnection } from "./lost_connection.ts";

/** DDL takes no parameters, so the server quotes them: %I a name, %L a text. */
export async function run(sql: Pick<Sql, "unsafe">, statement: string, ...values: string[]) {
  const [row] = await sql.unsafe<{ text: string }[]>(
    "select format($1, variadic $2::text[]) as text",
    [statement, values],
  );
  await sql.unsafe(row!.text);
}

/** Works in one database of the PostgreSQL below Odoo. @param admin address and password of its administrator @throws {AppError} odoo_unreachable, odoo_busy, misconfigured */
export async function within<T>(
  admin: Secret,
  database: string,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const url = new URL(admin.reveal());
  url.pathname = `/${database}`;
  const sql = openDatabase(new Secret(url.href));
  try {
    return await work(sql);
  } catch (error) {
    throw serverFault(error) ?? error;
  } finally {
    await sql.end();
  }
}

/** What the settings or the server are to blame for; another fault says what our statements did wrong. */
function serverFault(cause: unknown): AppError | undefined {
  const { code } = cause as { code?: string };
  const reported = "Cannot reach Odoo's PostgreSQL";
  if (code === "28P01" || code === "28000") {
    return new AppError(
      "misconfigured",
      `${reported}: it refuses the login of TENANT_DATABASE_URL.`,
      {
        cause,
      },
    );
  }
  if (inTheWay.has(code ?? "")) {
    return new AppError("odoo_busy", "Cannot work in Odoo's PostgreSQL: somebody else is at it.", {
      cause,
    });
  }
  const lost = lostConnection(cause);
  if (lost === undefined) return undefined;
  return new AppError("odoo_unreachable", `${reported}: it does not answer (${lost}).`, {
    suggestion: "Check TENANT_DATABASE_URL and that its server runs.",
    cause,
  });
}

/** Serialization failure, deadlock, lock not available: what another transaction holds. */
const inTheWay = new Set(["40001", "40P01", "55P03"]);
