import postgres from "postgres";
import { signIn } from "../../../client/sign_in.ts";
import { supabase } from "./people.ts";
import { loadStack } from "./stack.ts";

/** Somebody by name: a person with a role on the platform or in a tenant, or an agent of one. */
export interface Actor {
  user: string;
  role: string;
  tenant?: string;
  onBehalfOf?: string;
}

const stack = loadStack();
const tokens = new Map<string, Promise<string>>();

/** The bearer of an actor, who is made when first asked for. */
export function tokenOf(actor: Actor): Promise<string> {
  const key = JSON.stringify(actor);
  if (!tokens.has(key)) tokens.set(key, made(actor));
  return tokens.get(key)!;
}

async function made({ user, role, tenant, onBehalfOf }: Actor): Promise<string> {
  const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    if (onBehalfOf !== undefined) {
      const name = `${user} of ${onBehalfOf.split("@")[0]}`;
      return await agentToken(sql, name, await personId(sql, onBehalfOf, "platform_owner"));
    }
    await personId(sql, user, role, tenant);
    return await signIn(stack, user, stack.peoplePassword);
  } finally {
    await sql.end();
  }
}

async function personId(sql: postgres.Sql, email: string, role: string, tenant?: string) {
  const account = { email, password: stack.peoplePassword, email_confirm: true };
  // Another file of tests may have made them.
  await supabase().administrator.auth.admin.createUser(account);
  const [row] = await sql`select id from auth.users where lower(email) = lower(${email})`;
  const { id } = row!;
  if (tenant === undefined) {
    await sql`
      insert into control.platform_members (user_id, role) values (${id}, ${role})
      on conflict do nothing`;
  } else {
    await sql`
      insert into control.tenant_user_assignments (tenant_id, user_id, role)
      select id, ${id}, ${role} from control.tenants where slug = ${tenant}
      on conflict (tenant_id, user_id) do update set role = excluded.role`;
  }
  return id as string;
}

async function agentToken(sql: postgres.Sql, name: string, person: string): Promise<string> {
  const [row] = await sql`
    insert into control.api_tokens (name, kind, person_id) values (${name}, 'agent', ${person})
    on conflict (name) do update set person_id = excluded.person_id
    returning control.add_secret(id, '1 hour') as secret`;
  return row!.secret;
}
