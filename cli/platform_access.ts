import process from "node:process";
import { type Access, apiAccess, type Wanted } from "./access.ts";
import { type Login, readLogin } from "./kept_login.ts";
import { valid } from "./session.ts";

/** OCP_URL and OCP_TOKEN, else the login that was kept, else one of the people of a local stack that runs. @throws {NoAccess} */
export async function platformAccess(wanted: Wanted): Promise<Access> {
  const kept = await keptLogin(wanted);
  return kept ? await valid(kept) : await apiAccess(wanted);
}

/** The login that was kept, where nothing else says where and as whom; it may have ended. */
export async function keptLogin({ isNamed, as }: Wanted): Promise<Login | undefined> {
  const says = ["OCP_URL", "SUPABASE_URL", "OCP_TOKEN"].some((name) => process.env[name]);
  const isLocal = isNamed || as !== undefined;
  return says || isLocal ? undefined : await readLogin();
}
