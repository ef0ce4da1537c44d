import { type ErrorCode, errorKinds } from "./error_kinds.ts";

export interface AppErrorOptions {
  suggestion?: string;
  cause?: unknown;
  /** Further members of the problem document; nothing secret. */
  extra?: Record<string, unknown>;
}

/** An error that may be shown to the caller: `detail` reads "Cannot X: Y is Z." */
export class AppError extends Error {
  override readonly name: string = "AppError";
  readonly code: ErrorCode;
  readonly detail: string;
  readonly suggestion: string;
  readonly extra?: Record<string, unknown>;

  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.suggestion = options.suggestion ?? errorKinds[code].suggestion;
    this.extra = options.extra;
  }
}
