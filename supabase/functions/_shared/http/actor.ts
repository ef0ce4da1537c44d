import { z } from "zod";
import type { Actor } from "../database/tenants.ts";
import { AppError } from "../errors.ts";

const text = (most: number) =>
  z.string({ error: "is required" }).min(1, "is empty").max(most, `is over ${most} characters`);

const actor = z.object({
  user: text(255),
  role: text(63),
  tenant: text(63).optional(),
  on_behalf_of: text(255).optional(),
  request_id: text(255).optional(),
});

const headers: Record<keyof z.infer<typeof actor>, string> = {
  user: "X-Actor",
  role: "X-Actor-Role",
  tenant: "X-Actor-Tenant",
  on_behalf_of: "X-On-Behalf-Of",
  request_id: "X-Request-Id",
};

/**
 * For whom the caller asks. The token's holder is trusted to have authenticated that one: headers
 * X-Actor, X-Actor-Role, X-Actor-Tenant, X-On-Behalf-Of, X-Request-Id.
 * @throws {AppError} invalid_request, naming what is missing
 */
export function actorOf(request: Request): Actor {
  const given = Object.entries(headers).flatMap(([key, header]) => {
    const value = request.headers.get(header);
    return value === null ? [] : [[key, value]];
  });
  const result = actor.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) =>
    `the header ${headers[path[0] as keyof typeof headers]} ${message}`
  );
  throw new AppError("invalid_request", `Cannot serve the request: ${faults.join("; ")}.`);
}
