import { AppError } from "../errors.ts";

const longestKey = 255;

/** The caller's Idempotency-Key, if there is one. @throws {AppError} invalid_request for an empty or a long one */
export function idempotencyKey(request: Request): string | undefined {
  const key = request.headers.get("idempotency-key") ?? undefined;
  if (key === undefined || key.length > 0 && key.length <= longestKey) return key;
  const detail =
    `Cannot read the request: its Idempotency-Key has not 1 to ${longestKey} characters.`;
  throw new AppError("invalid_request", detail);
}
