import process from "node:process";
import { isClone, type LocalStack, localStack } from "./clone.ts";

/** Where a project is, and as whom it is asked. */
export interface Access {
  url: string;
  token: string;
}

/** What the access of a project needs is not there. */
export class NoAccess extends Error {}

/** Which access. */
export interface Wanted {
  instance: string;
  /** An instance that was named is not passed over for another platform. */
  isNamed: boolean;
  /** The address of somebody of a local stack. */
  as?: string;
}

/** OCP_URL or SUPABASE_URL and OCP_TOKEN, else one of the people of a local stack that runs. @throws {NoAccess} */
export async function apiAccess(wanted: Wanted): Promise<Access> {
  const given = await environment(wanted, "OCP_TOKEN");
  if (given && wanted.as !== undefined) {
    throw new NoAccess("Cannot tell who asks: OCP_TOKEN and --as both say it. Leave one out.");
  }
  if (given) return given;
  const stack = await running(wanted, "OCP_TOKEN");
  const email = wanted.as ?? stack.owner;
  try {
    return { url: stack.apiUrl, token: await stack.signedIn(email) };
  } catch (cause) {
    throw new NoAccess(
      `Cannot sign in as ${email}: ${(cause as Error).message}. Name one of the stack's people.`,
      { cause },
    );
  }
}

/** SUPABASE_URL and SEED_RUN_TOKEN, else those of a local stack that runs. @throws {NoAccess} */
export async function runAccess(wanted: Wanted): Promise<Access> {
  const given = await environment(wanted, "SEED_RUN_TOKEN");
  if (given) return given;
  const { apiUrl, seedRunToken } = await running(wanted, "SEED_RUN_TOKEN");
  return { url: apiUrl, token: seedRunToken };
}

async function environment(
  { instance, isNamed }: Wanted,
  name: string,
): Promise<Access | undefined> {
  const url = process.env.OCP_URL || process.env.SUPABASE_URL;
  const token = process.env[name];
  if (!url && !token) return undefined;
  if (!url || !token) {
    // Half of what leads elsewhere must not lead to the local stack.
    throw new NoAccess(
      `Cannot reach the platform: ${url ? name : "OCP_URL"} is not set. ` +
        "Set both, or neither for a local stack.",
    );
  }
  if (!isNamed || (await localStack(instance))?.apiUrl === url) return { url, token };
  throw new NoAccess(
    `Cannot tell which platform is meant: the environment says ${url}, which is not that of ` +
      `--instance ${instance}. Unset OCP_URL, SUPABASE_URL and ${name}, or leave out --instance.`,
  );
}

async function running({ instance }: Wanted, name: string): Promise<LocalStack> {
  const stack = await localStack(instance);
  if (stack) return stack;
  const why = isClone
    ? `no local stack ${instance} runs. Start it`
    : "nothing says where it is. Log in";
  throw new NoAccess(`Cannot reach the platform: ${why}, or set OCP_URL and ${name}.`);
}
