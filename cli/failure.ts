/** What `ocp` ends with. */
export const exits = {
  done: 0,
  /** Wrong usage, too: a cron line that is mistyped has found no drift. */
  failed: 1,
  /** Plan and drift: there is something to do. */
  differences: 2,
  /** Ctrl-C, as shells say it. */
  interrupted: 130,
} as const;

/** What a command cannot do, and what to do instead. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly suggestion: string,
    readonly exit: number = exits.failed,
    /** What machines are told besides. */
    readonly more: Record<string, unknown> = {},
  ) {
    super(message);
  }
}
