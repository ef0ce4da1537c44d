import type { Opened } from "../database/tenants.ts";

/** Where an operation is found. */
function operationPath(id: string): string {
  return `/functions/v1/operations/${id}`;
}

/** 202 for an operation that was asked for, with its Location. */
export function operationAnswer(tenant: string, { id, status, existing }: Opened): Response {
  const body = { tenant, operation: { id, status, existing } };
  const headers = { location: operationPath(id), "x-operation-id": id };
  return Response.json(body, { status: 202, headers });
}
