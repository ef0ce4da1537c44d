import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Sql } from "postgres";
import { loadStack } from "./stack.ts";

/** Somebody who has signed in. */
export interface Person {
  id: string;
  email: string;
  password: string;
  /** Their access token. */
  token: string;
}

const options = { auth: { persistSession: false, autoRefreshToken: false } };

/** A client as a web page has it, and one as an administrator has it. */
export function supabase(): { page: SupabaseClient; administrator: SupabaseClient } {
  const { apiUrl, publishableKey, secretKey } = loadStack();
  return {
    page: createClient(apiUrl, publishableKey, options),
    administrator: createClient(apiUrl, secretKey, options),
  };
}

/** A new person, whose address has this name in it, signed in by password. */
export async function signedIn(name: string): Promise<Person> {
  const { page, administrator } = supabase();
  const email = `${name}-${crypto.randomUUID().slice(0, 8)}@example.com`;
  const password = crypto.randomUUID();
  const made = await administrator.auth.admin.createUser({ email, password, email_confirm: true });
  if (made.error) throw made.error;
  const { data, error } = await page.auth.signInWithPassword({ email, password });
  if (error) throw error;
  return { id: data.user.id, email, password, token: data.session.access_token };
}

/** The same, with a role on the platform, or in a tenant. */
export async function signedInAs(sql: Sql, role: string, tenant?: string): Promise<Person> {
  const person = await signedIn(role.replaceAll("_", "-"));
  if (tenant === undefined) {
    await sql`insert into control.platform_members (user_id, role) values (${person.id}, ${role})`;
  } else {
    await sql`
      insert into control.tenant_user_assignments (tenant_id, user_id, role)
      select id, ${person.id}, ${role} from control.tenants where slug = ${tenant}`;
  }
  return person;
}
