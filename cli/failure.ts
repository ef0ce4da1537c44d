import { Refused, Unreachable } from "../client/client.ts";
import { taskLine } from "../stack/command_line.ts";
import { NoAccess } from "./access.ts";
import { isClone } from "./clone.ts";
import { ocpLine } from "./ocp_line.ts";
import type { Format } from "./output.ts";

/** What `ocp` ends with. */
export const exits = {
  done: 0,
  failed: 1,
  /** Plan and drift: there is something to do. */
  differences: 2,
  usage: 2,
  /** Ctrl-C, as shells say it. */
  interrupted: 130,
} as const;

/** What a command cannot do, and what to do instead. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly suggestion: string,
    readonly exit: number = exits.failed,
    /** What the platform said, where it was the platform. */
    readonly problem: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** A failure as it is told. */
export interface Told {
  lines: string[];
  /** For machines: a problem document, or as much of one as there is. */
  problem: Record<string, unknown>;
  exit: number;
}

/** What is told of an error that was foreseen; undefined for one that was not. */
export function toldFailure(error: unknown): Told | undefined {
  if (error instanceof Refused) {
    const { detail, suggestion } = error.problem;
    const lines = [`${detail} ${suggestion}`, ...faultLines(error.problem)];
    return { lines, problem: error.problem, exit: exits.failed };
  }
  if (error instanceof Failure) {
    const { message: detail, suggestion, exit } = error;
    const lines = [`${detail} ${suggestion}`, ...staleLines(error.problem)];
    return { lines, problem: { ...error.problem, detail, suggestion }, exit };
  }
  if (error instanceof Unreachable) {
    const here = isClone ? `See what runs here: ${taskLine("status")}; or say` : "Say";
    const suggestion = `${here} where else it is: ${ocpLine("login")} <url>`;
    return toldFailure(new Failure(error.message, suggestion));
  }
  if (!(error instanceof NoAccess)) return undefined;
  return { lines: [error.message], problem: { detail: error.message }, exit: exits.failed };
}

/**
 * Says on standard error what went wrong, and with --json on standard output as an object.
 * @param next what is to be typed then, unless the failure says it
 * @returns the exit code
 * @throws an error that was not foreseen
 */
export function tellFailure(
  error: unknown,
  format: Format,
  next: (problem: Record<string, unknown>) => string,
): number {
  const told = toldFailure(error);
  if (!told) throw error;
  const line = error instanceof Failure ? undefined : next(told.problem);
  if (format === "json") console.log(JSON.stringify({ ...told.problem, next: line }));
  else for (const text of [...told.lines, line && `Next: ${line}`]) if (text) console.error(text);
  return told.exit;
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
