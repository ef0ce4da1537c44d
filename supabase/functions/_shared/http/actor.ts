import { z } from "zod";
import type { Actor } from "../database/tenants.ts";
import { AppError } from "../errors.ts";

const actor = z.object({
  user: z.string({ error: "the header X-Actor must name who asks" }).min(1).max(255),
  role: z.string({ error: "the header X-Actor-Role must say as what" }).min(1).max(63),
  tenant: z.string().min(1).max(63).optional(),
  on_behalf_of: z.string().min(1).max(255).optional(),
  request_id: z.string().min(1).max(255).optional(),
});

const headers = {
  user: "x-actor",
  role: "x-actor-role",
  tenant: "x-actor-tenant",
  on_behalf_of: "x-on-behalf-of",
  request_id: "x-request-id",
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
  const faults = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new AppError("invalid_request", `Cannot serve the request: ${faults.join("; ")}.`);
}
