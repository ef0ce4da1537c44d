import { AppError } from "../errors.ts";
import { quoted } from "../quoted.ts";

/** A path of these parts, each of which stays one part. @throws {AppError} invalid_request, for a part that would lead elsewhere */
export function pathTo(...parts: string[]): string {
  const wrong = parts.find((part) => /^\.{0,2}$/.test(part));
  if (wrong !== undefined) {
    throw new AppError(
      "invalid_request",
      `Cannot ask Keycloak for ${quoted(wrong)}: it is no name.`,
    );
  }
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}
