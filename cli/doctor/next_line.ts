import type { components } from "../../client/schema.ts";
import type { Frame } from "../frame.ts";

type Found = components["schemas"]["Finding"];

/** The words behind `ocp` that are typed next, by what was found. */
const words: Record<string, (object: string) => string[]> = {
  "vault.binding_secret": (binding) => ["binding", "rotate", binding],
  "operations.failed": (id) => ["operation", "logs", id],
  "operations.stuck": (id) => ["operation", "show", id],
  "sync.stopped": (binding) => ["binding", "sync", binding],
  "backups.stale": (tenant) => ["tenant", "backup", tenant],
};

/** The same by the call that resolves it: its path has the id. */
const calls: [path: RegExp, words: string[]][] = [
  [/^\/tokens\/([^/]+)\/rotate$/, ["token", "rotate"]],
  [/^\/platform\/schedules\/([^/]+)\/run$/, ["schedule", "run"]],
];

/** What is typed next: a command of ocp, or else the call of the API that resolves it; null: there is none. */
export function nextLine(
  { area, name, object, resolve }: Pick<Found, "area" | "name" | "object" | "resolve">,
  frame: Pick<Frame, "line" | "callLine">,
): string | null {
  const typed = words[`${area}.${name}`];
  if (typed && object !== null) return frame.line(...typed(object));
  if (`${area}.${name}` === "queue.dead") return frame.line("letter", "list");
  for (const [path, words] of calls) {
    const [, id] = path.exec(resolve?.path ?? "") ?? [];
    if (id !== undefined) return frame.line(...words, id);
  }
  return resolve && frame.callLine(resolve.method, resolve.path, resolve.body);
}
