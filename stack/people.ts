import postgres from "postgres";
import { platformRoles, tenantRoles } from "../supabase/functions/_shared/resources/roles.ts";
import { addUser } from "./gateway/auth_users.ts";
import type { StackState } from "./types.ts";

/** Somebody with a role on the platform, or in a tenant of the seeds. */
interface LocalPerson {
  role: string;
  tenant?: string;
}

const tenant = "tbwa";

/** One for each role: platform-owner@example.com, tbwa-viewer@example.com and so on. */
export const localPeople: readonly LocalPerson[] = [
  ...platformRoles.map((role) => ({ role })),
  ...tenantRoles.map((role) => ({ role, tenant })),
];

export const emailOf = ({ role, tenant }: LocalPerson): string =>
  `${[tenant, role.replace("_", "-")].filter((part) => part !== undefined).join("-")}@example.com`;

/** Of a column that is not there: the tables of Auth came later. */
const undefinedColumn = "42703";

/**
 * Makes a person for each role who can sign in; those who are there keep what became of them. False where the
 * database began without Auth's tables.
 */
export async function keepPeople(
  { databaseUrl, peoplePassword }: Pick<StackState, "databaseUrl" | "peoplePassword">,
): Promise<boolean> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    for (const person of localPeople) {
      const account = { email: emailOf(person), password: peoplePassword, email_confirm: true };
      const user = await addUser(sql, account);
      if (user) await giveRole(sql, user.id, person);
    }
    return true;
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === undefinedColumn) return false;
    throw error;
  } finally {
    await sql.end();
  }
}

async function giveRole(sql: postgres.Sql, id: string, { role, tenant }: LocalPerson) {
  if (tenant === undefined) {
    await sql`insert into control.platform_members (user_id, role) values (${id}, ${role})`;
    return;
  }
  await sql`
    insert into control.tenant_user_assignments (tenant_id, user_id, role)
    select id, ${id}, ${role} from control.tenants where slug = ${tenant}`;
}
