import { type Access, apiAccess, type Wanted } from "./access.ts";
import { readLogin } from "./kept_login.ts";

/** OCP_URL and OCP_TOKEN, else the login that was kept, else one of the people of a local stack that runs. @throws {NoAccess} */
export async function platformAccess(wanted: Wanted): Promise<Access> {
  const says = ["OCP_URL", "SUPABASE_URL", "OCP_TOKEN"].some((name) => Deno.env.get(name));
  const isLocal = wanted.isNamed || wanted.as !== undefined;
  const kept = says || isLocal ? undefined : await readLogin();
  return kept ?? await apiAccess(wanted);
}
