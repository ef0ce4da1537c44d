import postgres from "postgres";
import { platformRoles, tenantRoles } from "../supabase/functions/_shared/resources/roles.ts";
import { addUser } from "./gateway/auth_users.ts";
import type { StackState } from "./types.ts";

/** Somebody with a role on the platform, or in a tenant of the seeds. */
export interface LocalPerson {
  role: string;
  tenant?: string;
  /** Before the @ of the address; tenant and role unless given. */
  name?: string;
}

const tenant = "tbwa";

/** One for each role: platform-owner@example.com, tbwa-viewer@example.com and so on; and a second owner, who approves. */
export const localPeople: readonly LocalPerson[] = [
  ...platformRoles.map((role) => ({ role })),
  { role: "platform_owner", name: "second-owner" },
  ...tenantRoles.map((role) => ({ role, tenant })),
];

export function emailOf({ role, tenant, name }: LocalPerson): string {
  const parts = [tenant, role.replace("_", "-")].filter((part) => part !== undefined);
  return `${name ?? parts.join("-")}@example.com`;
}

/** Of a column that is not there: the tables of Auth came later. */
const undefinedColumn = "42703";

/**
 * Makes people who can sign in, unless told a person for each role; those who are there keep what became of them. False where the
 * database began without Auth's tables.
 */
export async function keepPeople(
  { databaseUrl, peoplePassword }: Pick<StackState, "databaseUrl" | "peoplePassword">,
  people = localPeople,
): Promise<boolean> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    for (const person of people) {
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
