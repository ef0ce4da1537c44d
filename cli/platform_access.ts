import process from "node:process";
import { type Access, apiAccess, type Wanted } from "./access.ts";
import { readLogin } from "./kept_login.ts";
import { valid } from "./session.ts";

/** OCP_URL and OCP_TOKEN, else the login that was kept, else one of the people of a local stack that runs. @throws {NoAccess} */
export async function platformAccess(wanted: Wanted): Promise<Access> {
  return await keptAccess(wanted) ?? await apiAccess(wanted);
}

/** The login that was kept, where nothing else says where and as whom. @throws {Failure} when it has ended */
export async function keptAccess({ isNamed, as }: Wanted): Promise<Access | undefined> {
  const says = ["OCP_URL", "SUPABASE_URL", "OCP_TOKEN"].some((name) => process.env[name]);
  const isLocal = isNamed || as !== undefined;
  const kept = says || isLocal ? undefined : await readLogin();
  return kept && await valid(kept);
}
