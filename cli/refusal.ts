import { Refused } from "../../client/client.ts";
import { shellWord, taskLine } from "../../stack/command_line.ts";
import { Failure } from "../failure.ts";
import { ocpLine } from "../ocp_line.ts";

/** What the problem is about, for the next command. */
interface About {
  binding?: string;
  run?: string;
  plan?: string;
  /** Where the code says nothing better. */
  next?: string;
}

/** For `catch`: what was refused, with the next command; any other error as it is. */
export function withNext(about: About): (error: unknown) => never {
  return (error) => {
    throw error instanceof Refused ? problemFailure(error.problem, about) : error;
  };
}

/** What ended a run or refused a request, with the next command. */
export function problemFailure(problem: Record<string, unknown> | null, about: About): Failure {
  const { detail = "Cannot finish: the platform does not say why.", suggestion } = problem ?? {};
  const next = `Next: ${nextLine(problem?.code, about)}`;
  const words = suggestion ? `${suggestion} ${next}` : next;
  return new Failure(String(detail), words, undefined, problem ?? {});
}

function nextLine(code: unknown, { binding, run, plan, next }: About): string {
  if (code === "plan_stale" || code === "run_cancelled") {
    return ocpLine("seed", "plan", ...binding === undefined ? [] : ["--binding", binding]);
  }
  if (code === "plan_not_approved" && plan !== undefined) {
    // Somebody else approves; there is no command of ocp for it.
    const body = shellWord(JSON.stringify({ reason: "As agreed." }));
    return `${taskLine("call")} post api/plans/${plan}/approve ${body}`;
  }
  if (code === "unauthorized") return `${ocpLine("login")} <url>`;
  return next ?? ocpLine("seed", "status", ...run === undefined ? [] : [run]);
}
