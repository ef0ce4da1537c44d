import type { Opened } from "../database/tenants.ts";

/** 202 for an operation that was asked for, with its Location below the function that shows operations. */
export function operationAnswer(
  tenant: string,
  { id, status, existing }: Opened,
  shownBy = "operations",
): Response {
  const body = { tenant, operation: { id, status, existing } };
  const headers = { location: `/functions/v1/${shownBy}/${id}`, "x-operation-id": id };
  return Response.json(body, { status: 202, headers });
}
