import { AppError } from "../errors.ts";

/** For what no route serves. */
export function noSuchPath(): AppError {
  return new AppError("not_found", "Cannot serve the request: no such path.", {
    suggestion: "The paths are in docs/api.md.",
  });
}

/** For a path that is served, with other methods. */
export function wrongMethod(path: string, allowed: string[]): AppError {
  const detail = `Cannot serve the request: ${path.slice(1)} takes ${allowed.join(" and ")}.`;
  return new AppError("method_not_allowed", detail, { extra: { allowed } });
}
