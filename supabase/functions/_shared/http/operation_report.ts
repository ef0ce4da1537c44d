import type { StepRow, WholeOperation } from "../database/operations.ts";

/** How an operation stands, step by step. */
export function operationReport(
  { operation, tenant, steps, approval }: WholeOperation,
): Response {
  const { tenant_id: _, ...reported } = operation;
  const body = { ...reported, tenant, approval, steps: steps.map(stepReport) };
  return Response.json(body, { headers: { "x-operation-id": operation.id } });
}

function stepReport(step: StepRow) {
  const { name, action, status, attempts, output, skip_reason, error } = step;
  const { started_at, finished_at } = step;
  return { name, action, status, attempts, output, skip_reason, error, started_at, finished_at };
}
