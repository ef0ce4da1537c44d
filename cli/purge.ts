import { quoted } from "../supabase/functions/_shared/quoted.ts";
import { type Answer, call, type Caller } from "./api.ts";

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

interface Step {
  name: string;
  status: string;
  attempts: number;
}

/** Asks for a purge, or goes on with the one that is under way, and follows it to its end. */
export async function purge(
  caller: Caller,
  slug: string,
  { confirm, ...following }: { confirm: string } & Following,
): Promise<Outcome> {
  const asked = await call(caller, "POST", `tenants/${slug}/operations`, {
    kind: "purge",
    input: { confirm },
  });
  const opened = (asked.operation as { id: string } | undefined)?.id;
  const id = opened ?? await underWay(caller, asked);
  return id ? await follow(caller, slug, id, following) : refused(slug, asked);
}

/** As the second person, lets a purge begin, having been told what it destroys. */
export async function approve(
  caller: Caller,
  slug: string,
  id: string,
  tell: (line: string) => void,
): Promise<Outcome> {
  const seen = await call(caller, "GET", `operations/${id}`);
  if (seen.http !== 200) return refused(slug, seen);
  if (seen.kind !== "purge" || seen.tenant !== slug) {
    const detail = `Cannot approve ${id}: it is ${quoted(seen.kind)} of ${quoted(seen.tenant)}, ` +
      `and no purge of ${quoted(slug)}.`;
    return { exit: exits.refused, slug, operation: id, detail };
  }
  for (const line of targetLines(seen.approval)) tell(line);
  const answer = await call(caller, "POST", `operations/${id}/approve`);
  if (answer.http !== 200) return refused(slug, answer);
  const outcome = { slug, operation: id, status: String(answer.status) };
  return answer.status === "cancelled"
    ? { ...outcome, ...answer.error as { code: string; detail: string }, exit: exits.refused }
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
export function targetLines(approval: unknown): string[] {
  const target = (approval as { target?: Target } | null)?.target;
  if (!target) return [];
  const { database, uuid, bytes, why, unseen, backup } = target;
  const size = bytes === null || bytes === undefined ? "of unknown size" : `${bytes} bytes`;
  return [
    `Database: ${database === null ? why : `${database}, ${unseen ?? `${uuid}, ${size}`}`}`,
    `Last backup: ${
      backup ? `${backup.id}, taken ${backup.taken_at}, ${backup.bytes} bytes` : "none"
    }`,
  ];
}

/** The purge that the tenant is busy with; undefined when it is something else. */
async function underWay(caller: Caller, asked: Answer): Promise<string | undefined> {
  if (asked.code !== "operation_in_progress") return undefined;
  const id = String(asked.operation_id);
  const seen = await call(caller, "GET", `operations/${id}`);
  return seen.kind === "purge" ? id : undefined;
}

async function follow(
  caller: Caller,
  slug: string,
  id: string,
  { waitMs, tell, approveLine }: Following,
): Promise<Outcome> {
  const until = performance.now() + waitMs;
  const told = new Set<string>();
  const once = (line: string) => told.has(line) || (told.add(line), tell(line));
  while (true) {
    const now = await call(caller, "GET", `operations/${id}`);
    if (now.http !== 200) return refused(slug, now);
    const status = String(now.status);
    if (status === "waiting_approval") {
      once(`Operation ${id} waits for a second person, who runs:`);
      once(`  ${approveLine(id)}`);
      targetLines(now.approval).forEach(once);
    }
    for (const step of now.steps as Step[]) {
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

function refused(slug: string, { http, code, detail, suggestion }: Answer): Outcome {
  return { exit: http >= 500 ? exits.unreachable : exits.refused, slug, code, detail, suggestion };
}
