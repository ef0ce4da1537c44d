import type { StackState } from "./types.ts";

/** Calls one of a running stack's own controls; the path starts after `/_stack`. @throws {Error} unless it succeeds */
export async function callControl(
  { apiUrl, secretKey }: Pick<StackState, "apiUrl" | "secretKey">,
  method: "GET" | "POST",
  path: string,
): Promise<string> {
  const response = await fetch(`${apiUrl}/_stack${path}`, {
    method,
    headers: { apikey: secretKey },
  });
  const text = await response.text();
  if (response.ok) return text;
  throw new Error(`Cannot ${method} /_stack${path}: ${response.status} ${text}`);
}
