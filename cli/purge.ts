import { answered, type Api, Refused } from "../client/client.ts";
import type { components } from "../client/schema.ts";
import { quoted } from "../supabase/functions/_shared/quoted.ts";

type Operation = components["schemas"]["Operation"];

/** What the command ends with. */
export const exits = {
  purged: 0,
  failed: 1,
  /** Wrong usage, or the slug was not typed. */
  usage: 2,
  /** It still waits for a second person, or for its end. */
  waiting: 3,
  refused: 4,
  unreachable: 5,
} as const;

export interface Outcome {
  exit: number;
  slug: string;
  operation?: string;
  status?: string;
  code?: string;
  detail?: string;
  suggestion?: string;
}

interface Following {
  waitMs: number;
  tell(line: string): void;
  /** What the second person of this operation runs. */
  approveLine(operation: string): string;
}

/** Asks for a purge, or goes on with the one that is under way, and follows it to its end. @throws {Refused | Unreachable} */
export async function purge(
  api: Api,
  slug: string,
  { confirm, ...following }: { confirm: string } & Following,
): Promise<Outcome> {
  return await follow(api, slug, await opened(api, slug, confirm), following);
}

/** As the second person, lets a purge begin, having been told what it destroys. @throws {Refused | Unreachable} */
export async function approve(
  api: Api,
  slug: string,
  id: string,
  tell: (line: string) => void,
): Promise<Outcome> {
  const seen = await look(api, id);
  if (seen.type !== "purge" || seen.tenant !== slug) {
    const detail = `Cannot approve ${id}: it is ${quoted(seen.type)} of ${quoted(seen.tenant)}, ` +
      `and no purge of ${quoted(slug)}.`;
    return { exit: exits.refused, slug, operation: id, detail };
  }
  for (const line of targetLines(seen)) tell(line);
  const params = { path: { id } };
  const { status, error } = await answered(
    api.POST("/operations/{id}/approve", { params, body: {} }),
  );
  const outcome = { slug, operation: id, status };
  return status === "cancelled"
    ? { ...outcome, ...error, exit: exits.refused }
    : { ...outcome, exit: exits.waiting };
}

interface Target {
  database: string | null;
  uuid?: string;
  bytes?: number | null;
  why?: string;
  unseen?: string;
  backup: { id: string; taken_at: string; bytes: number } | null;
}

/** What an approval is about, as its operation was asked for: the database, its size, the last backup. */
export function targetLines({ approval }: Pick<Operation, "approval">): string[] {
  if (!approval?.target) return [];
  const { database, uuid, bytes, why, unseen, backup } = approval.target as unknown as Target;
  const size = bytes === null || bytes === undefined ? "of unknown size" : `${bytes} bytes`;
  return [
    `Database: ${database === null ? why : `${database}, ${unseen ?? `${uuid}, ${size}`}`}`,
    `Last backup: ${
      backup ? `${backup.id}, taken ${backup.taken_at}, ${backup.bytes} bytes` : "none"
    }`,
  ];
}

async function look(api: Api, id: string): Promise<Operation> {
  return await answered(api.GET("/operations/{id}", { params: { path: { id } } }));
}

/** A new purge, or the one that the tenant is busy with. */
async function opened(api: Api, slug: string, confirm: string): Promise<string> {
  try {
    const { operation } = await answered(api.POST("/tenants/{tenant}/operations", {
      params: { path: { tenant: slug } },
      body: { type: "purge", params: { confirm } },
    }));
    return operation.id;
  } catch (error) {
    const busy = error instanceof Refused && error.problem.code === "operation_in_progress";
    const id = busy ? (error.problem as { operation_id?: string }).operation_id : undefined;
    if (id === undefined || (await look(api, id)).type !== "purge") throw error;
    return id;
  }
}

async function follow(
  api: Api,
  slug: string,
  id: string,
  { waitMs, tell, approveLine }: Following,
): Promise<Outcome> {
  const until = performance.now() + waitMs;
  const told = new Set<string>();
  const once = (line: string) => told.has(line) || (told.add(line), tell(line));
  while (true) {
    const now = await look(api, id);
    const { status } = now;
    if (status === "waiting_approval") {
      once(`Operation ${id} waits for a second person, who runs:`);
      once(`  ${approveLine(id)}`);
      targetLines(now).forEach(once);
    }
    for (const step of now.steps) {
      if (["succeeded", "skipped"].includes(step.status)) once(`${step.status}  ${step.name}`);
    }
    const outcome = { slug, operation: id, status };
    if (status === "succeeded") return { ...outcome, exit: exits.purged };
    if (["failed", "cancelled"].includes(status)) {
      const { code, detail } = now.error as { code: string; detail: string };
      const suggestion = `Read ${now.runbook}.`;
      return { ...outcome, exit: exits.failed, code, detail, suggestion };
    }
    if (performance.now() >= until) return { ...outcome, exit: exits.waiting };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
