import { approvingWords } from "./plan/told_approval.ts";
import type { About } from "./refusal.ts";

/** What a problem says that helps to go on. */
interface Said {
  code?: string;
  operation_id?: string;
  run_id?: string;
}

/** The words of a command behind `ocp`, and whether it is for a second person. */
export interface Next {
  words: string[];
  isForAnother?: true;
}

/**
 * What is to be typed after a no, or after no answer.
 * @param path the words that led to the command
 */
export function nextCommand(problem: Said, path: string[], about: About = {}): Next {
  if (problem.code === "plan_not_approved" && about.plan) {
    return { words: approvingWords(about.plan), isForAnother: true };
  }
  return { words: ownWords(problem, path, about) };
}

function ownWords(
  { code, operation_id: operation, run_id: run }: Said,
  path: string[],
  about: About,
): string[] {
  switch (code) {
    case "operation_in_progress":
      return operation ? ["operation", "logs", "-f", operation] : ["operation", "list"];
    case "run_in_progress":
      return ["seed", "status", ...run ? [run] : []];
    case "plan_stale":
    case "run_cancelled":
      return about.again ?? ["seed", "plan"];
    case "unauthorized":
      return ["login", "--help"];
    case "forbidden":
      return ["whoami"];
  }
  return about.next ?? (about.run ? ["seed", "status", about.run] : usual(code, path));
}

function usual(code: string | undefined, path: string[]): string[] {
  const [group = ""] = path;
  if (code === undefined) return ["login", "--help"];
  if (code === "not_found" && group === "compare") return ["tenant", "list"];
  return code === "not_found" && listed.has(group) ? [group, "list"] : [...path, "--help"];
}

/** The groups that have a list of what can be named. */
const listed = new Set(["tenant", "operation", "token", "binding", "bundle"]);
