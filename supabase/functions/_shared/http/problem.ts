import { errorKinds } from "../error_kinds.ts";
import { AppError } from "../errors.ts";

/** An error as RFC 9457 problem document. Errors that are not ours say nothing of their inside. */
export function problem(error: unknown): Response {
  const known = error instanceof AppError
    ? error
    : new AppError("internal", "Cannot serve the request: something unexpected went wrong.");
  const { status, title } = errorKinds[known.code];
  const { allowed, ...extra } = known.extra ?? {};
  const body = {
    type: "about:blank",
    title,
    status,
    code: known.code,
    detail: known.detail,
    suggestion: known.suggestion,
    ...extra,
  };
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if (status === 401) headers["www-authenticate"] = "Bearer";
  if (status === 503) headers["retry-after"] = "5";
  if (status === 429) headers["retry-after"] = String(known.extra?.retry_after);
  if (Array.isArray(allowed)) headers.allow = allowed.join(", ");
  return new Response(JSON.stringify(body), { status, headers });
}
