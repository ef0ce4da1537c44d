/** What a problem says that helps to go on. */
interface Said {
  code?: string;
  operation_id?: string;
}

/**
 * What is to be typed after an API's no: the words behind `ocp`.
 * @param path the words that led to the command
 */
export function nextCommand({ code, operation_id: operation }: Said, path: string[]): string[] {
  const [group = ""] = path;
  if (code === "operation_in_progress" && operation) return ["operation", "logs", "-f", operation];
  if (code === undefined || code === "unauthorized") return ["login", "--help"];
  if (code === "forbidden") return ["whoami"];
  if (code === "not_found" && group === "compare") return ["tenant", "list"];
  if (code === "not_found" && listed.has(group)) return [group, "list"];
  return [...path, "--help"];
}

/** The groups that have a list of what can be named. */
const listed = new Set(["tenant", "operation", "token", "binding", "bundle"]);
