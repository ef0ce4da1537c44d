import { readState } from "../stack/state.ts";

/** Where the functions are and who calls them, for whom. */
export interface Caller {
  url: string;
  token: string;
  /** Absent where the token alone says who asks. */
  actor?: string;
  role?: string;
  /** Under which a request that is sent twice is one. */
  idempotencyKey?: string;
}

/** What the functions answer, problem documents included. */
export interface Answer {
  http: number;
  code?: string;
  detail?: string;
  suggestion?: string;
  [member: string]: unknown;
}

/** Nobody answered, or something that is not ours. */
export class Unreachable extends Error {}

/** The two tokens, by the names that functions and shells know them under. */
const TOKENS = { SEED_RUN_TOKEN: "seedRunToken", TENANT_ADMIN_TOKEN: "tenantAdminToken" } as const;

/**
 * SUPABASE_URL and the token, else those of a local stack that runs. An instance that was named is not
 * passed over for another platform. @throws {Unreachable}
 */
export async function access(
  { instance, isNamed }: { instance: string; isNamed: boolean },
  name: keyof typeof TOKENS = "TENANT_ADMIN_TOKEN",
): Promise<Pick<Caller, "url" | "token">> {
  const [url, token] = [Deno.env.get("SUPABASE_URL"), Deno.env.get(name)];
  if (url && token) {
    if (!isNamed || (await readState(instance))?.apiUrl === url) return { url, token };
    throw new Unreachable(
      `Cannot tell which platform is meant: SUPABASE_URL is ${url}, which is not that of ` +
        `--instance ${instance}. Unset SUPABASE_URL and ${name}, or leave out --instance.`,
    );
  }
  if (url || token) {
    // Half of what leads elsewhere must not lead to the local stack.
    throw new Unreachable(
      `Cannot reach the platform: ${url ? name : "SUPABASE_URL"} is not set. ` +
        "Set both, or neither for a local stack.",
    );
  }
  const state = await readState(instance);
  if (state) return { url: state.apiUrl, token: state[TOKENS[name]] };
  throw new Unreachable(
    `Cannot reach the platform: no local stack ${instance} runs. ` +
      `Start it, or set SUPABASE_URL and ${name}.`,
  );
}

/** Calls a function as the actor. @throws {Unreachable} */
export async function call(
  caller: Caller,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
): Promise<Answer> {
  const { url, token, actor, role, idempotencyKey } = caller;
  try {
    const response = await fetch(`${url}/functions/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...actor && { "x-actor": actor },
        ...role && { "x-actor-role": role },
        ...idempotencyKey && { "idempotency-key": idempotencyKey },
      },
      body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
    });
    return { ...await response.json(), http: response.status };
  } catch (cause) {
    throw new Unreachable(`Cannot reach the platform: ${url} gives no answer.`, { cause });
  }
}
