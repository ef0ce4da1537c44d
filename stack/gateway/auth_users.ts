import type { Sql } from "postgres";

/** A row of auth.users, as far as signing in needs it. */
export interface AuthUser {
  id: string;
  aud: string;
  role: string;
  email: string | null;
  email_confirmed_at: Date | null;
  last_sign_in_at: Date | null;
  raw_app_meta_data: Record<string, unknown> | null;
  raw_user_meta_data: Record<string, unknown> | null;
  banned_until: Date | null;
  created_at: Date;
  updated_at: Date;
}

/** What an administrator may set of a user. */
export interface UserChanges {
  email?: string;
  password?: string;
  email_confirm?: boolean;
  app_metadata?: Record<string, unknown>;
  user_metadata?: Record<string, unknown>;
  /** "none", or how long the user is locked out, e.g. "24h". */
  ban_duration?: string;
}

const columns = [
  ...["id", "aud", "role", "email", "email_confirmed_at", "last_sign_in_at", "raw_app_meta_data"],
  ...["raw_user_meta_data", "banned_until", "created_at", "updated_at"],
];

/** A user as the API shows one. */
export function shown(user: AuthUser) {
  const { raw_app_meta_data, raw_user_meta_data, banned_until, ...rest } = user;
  return {
    ...rest,
    phone: "",
    confirmed_at: user.email_confirmed_at,
    app_metadata: raw_app_meta_data ?? {},
    user_metadata: raw_user_meta_data ?? {},
    identities: [],
    is_anonymous: false,
    ...banned_until && { banned_until },
  };
}

export async function userById(sql: Sql, id: string): Promise<AuthUser | undefined> {
  const [user] = await sql<AuthUser[]>`
    select ${sql(columns)} from auth.users where id = ${id} and deleted_at is null`;
  return user;
}

/** The user of an address whose password this is. */
export async function userByPassword(
  sql: Sql,
  email: string,
  password: string,
): Promise<AuthUser | undefined> {
  // Found by the address first: PostgreSQL takes crypt() for cheap, and would try the password of everybody.
  const [user] = await sql<AuthUser[]>`
    with found as materialized (
      select * from auth.users
      where instance_id = '00000000-0000-0000-0000-000000000000'
        and lower(email) = lower(${email}) and not is_sso_user and deleted_at is null
    )
    select ${sql(columns)} from found
    where encrypted_password = extensions.crypt(${password}, encrypted_password)`;
  return user;
}

export async function listUsers(sql: Sql, page: number, perPage: number): Promise<AuthUser[]> {
  return await sql<AuthUser[]>`
    select ${sql(columns)} from auth.users where deleted_at is null
    order by created_at desc, id limit ${perPage} offset ${(page - 1) * perPage}`;
}

/** A new user; undefined when the address is taken. */
export async function addUser(sql: Sql, changes: UserChanges): Promise<AuthUser | undefined> {
  const { email, password, email_confirm: confirmed, app_metadata, user_metadata } = changes;
  const app = { provider: "email", providers: ["email"], ...app_metadata };
  const [user] = await sql<AuthUser[]>`
    insert into auth.users (
      instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
      raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
      confirmation_token, recovery_token, email_change_token_new, email_change
    )
    select '00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated',
      'authenticated', lower(${email ?? null}),
      extensions.crypt(${password ?? crypto.randomUUID()}, extensions.gen_salt('bf', 10)),
      case when ${confirmed ?? false} then now() end, ${sql.json(app as never)},
      ${sql.json((user_metadata ?? {}) as never)}, now(), now(), '', '', '', ''
    where not exists (
      select from auth.users where lower(email) = lower(${email ?? null}) and not is_sso_user)
    returning ${sql(columns)}`;
  if (user) await addIdentity(sql, user);
  return user;
}

/** As Supabase Auth keeps by what a user signs in. */
async function addIdentity(sql: Sql, { id, email }: AuthUser): Promise<void> {
  const data = sql.json({ sub: id, email, email_verified: true, phone_verified: false });
  await sql`
    insert into auth.identities
      (provider_id, user_id, identity_data, provider, created_at, updated_at)
    values (${id}, ${id}, ${data}, 'email', now(), now())`;
}

/** A user with what was asked for changed; undefined when there is none. */
export async function changeUser(
  sql: Sql,
  id: string,
  changes: UserChanges,
): Promise<AuthUser | undefined> {
  const { email, password, email_confirm, app_metadata, user_metadata, ban_duration } = changes;
  const [user] = await sql<AuthUser[]>`
    update auth.users set
      email = coalesce(lower(${email ?? null}), email),
      encrypted_password = coalesce(
        extensions.crypt(${password ?? null}, extensions.gen_salt('bf', 10)), encrypted_password),
      email_confirmed_at = case when ${
    email_confirm ?? false
  } then now() else email_confirmed_at end,
      raw_app_meta_data = raw_app_meta_data || ${sql.json((app_metadata ?? {}) as never)},
      raw_user_meta_data = raw_user_meta_data || ${sql.json((user_metadata ?? {}) as never)},
      banned_until = case ${ban_duration ?? null}::text
        when 'none' then null else coalesce(now() + ${
    interval(ban_duration)
  }::interval, banned_until) end,
      updated_at = now()
    where id = ${id} and deleted_at is null
    returning ${sql(columns)}`;
  return user;
}

/** A duration as Go writes one, e.g. 1h30m, for PostgreSQL. */
function interval(duration: string | undefined): string | null {
  if (duration === undefined || duration === "none") return null;
  const words: Record<string, string> = { h: "hours", m: "minutes", s: "seconds" };
  return duration.replaceAll(/(\d+)([hms])/g, (_, count, unit) => `${count} ${words[unit]} `);
}

/** Whether there was such a user. */
export async function removeUser(sql: Sql, id: string): Promise<boolean> {
  return (await sql`delete from auth.users where id = ${id}`).count > 0;
}
