import { type Problem, Refused, Unreachable } from "../client/client.ts";
import { runAccess, type Wanted } from "./access.ts";

/** Asks for what the API has no route for, with SEED_RUN_TOKEN. @throws {NoAccess | Refused | Unreachable} */
export async function functionAnswer<T>(
  wanted: Wanted,
  path: string,
  body: Record<string, unknown>,
): Promise<T> {
  const { url, token } = await runAccess(wanted);
  const response = await fetch(`${url}/functions/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch((cause) => {
    throw new Unreachable(`Cannot reach the platform: ${url} gives no answer.`, { cause });
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer as T;
  const { detail = `Cannot use ${path}: the answer is ${response.status}.`, suggestion = "" } =
    answer as { detail?: string; suggestion?: string };
  throw new Refused({ ...answer, detail, suggestion } as Problem);
}
