import { Refused, Unreachable } from "../client/client.ts";
import { NoAccess } from "./access.ts";
import { isClone } from "./clone.ts";
import { exits, Failure } from "./failure.ts";
import type { Frame } from "./frame.ts";
import { nextCommand } from "./next_command.ts";
import { Refusal } from "./refusal.ts";

/** A failure as it is told. */
export interface Told {
  lines: string[];
  /** For machines: a problem document, or as much of one as there is. */
  problem: Record<string, unknown>;
  exit: number;
}

/** What is told of an error that was foreseen; undefined for one that was not. */
export function toldFailure(
  error: unknown,
  frame: Pick<Frame, "line" | "taskLine">,
): Told | undefined {
  if (error instanceof Refused) {
    const { problem, problem: { detail, suggestion } } = error;
    const first = [detail, suggestion].filter(Boolean).join(" ");
    const lines = [first, ...faultLines(problem), ...staleLines(problem)];
    return { lines, problem, exit: exits.failed };
  }
  if (error instanceof Failure) {
    const { lines, problem, exit } = told(error.message, error.suggestion, error.exit);
    return { lines, problem: { ...error.more, ...problem }, exit };
  }
  if (error instanceof Unreachable) {
    const here = isClone ? `See what runs here: ${frame.taskLine("status")}; or say` : "Say";
    return told(
      error.message,
      `${here} where else it is: ${frame.line("login")} <url>`,
      exits.failed,
    );
  }
  if (!(error instanceof NoAccess)) return undefined;
  return { lines: [error.message], problem: { detail: error.message }, exit: exits.failed };
}

function told(detail: string, suggestion: string, exit: number): Told {
  return { lines: [`${detail} ${suggestion}`.trimEnd()], problem: { detail, suggestion }, exit };
}

/**
 * Says on standard error what went wrong and what to type then, and with --json on standard output as an object.
 * @param path the words that led to the command
 * @returns the exit code
 * @throws an error that was not foreseen
 */
export async function tellFailure(error: unknown, path: string[], frame: Frame): Promise<number> {
  const told = toldFailure(error, frame);
  if (!told) throw error;
  const next = error instanceof Failure ? undefined : await nextLine(error, told, path, frame);
  if (frame.format === "json") console.log(JSON.stringify({ ...told.problem, next }));
  else for (const text of [...told.lines, next && `Next: ${next}`]) if (text) console.error(text);
  return told.exit;
}

async function nextLine(
  error: unknown,
  { problem }: Told,
  path: string[],
  frame: Frame,
): Promise<string> {
  const about = error instanceof Refusal ? error.about : {};
  const { words, isForAnother } = nextCommand(problem, path, about);
  return isForAnother ? await frame.lineForAnother(...words) : frame.line(...words);
}

interface Fault {
  row?: number;
  kind?: string;
  ref?: string;
  field?: string;
  rule?: string;
}

/** All that is wrong with what was sent, a line each. */
function faultLines(problem: Record<string, unknown>): string[] {
  const { faults, total } = problem as { faults?: Fault[]; total?: number };
  const lines = (faults ?? []).map(({ row, ref, field, rule }) => {
    const where = [row && `row ${row}`, ref, field].filter(Boolean).join(", ");
    return `  ${where}: ${rule}`;
  });
  return withRest(lines, total ?? 0);
}

interface StaleRecord {
  model: string;
  ref: string;
  planned: { action?: string } | null;
  now: { action?: string } | null;
}

/** What a plan says otherwise than one that is made now, a line a record. */
function staleLines(problem: Record<string, unknown>): string[] {
  const { total, records } = (problem.changes ?? { total: 0, records: [] }) as {
    total: number;
    records: StaleRecord[];
  };
  const lines = records.map(({ model, ref, planned, now }) => {
    const [before, after] = [planned, now].map((of) => of?.action ?? "nothing");
    return `  ${model} ${ref}: planned ${before}, now ${after}`;
  });
  return withRest(lines, total);
}

/** Lines, and how many of all there are besides. */
function withRest(lines: string[], total: number): string[] {
  const more = total - lines.length;
  return more > 0 ? [...lines, `  … and ${more} more`] : lines;
}
