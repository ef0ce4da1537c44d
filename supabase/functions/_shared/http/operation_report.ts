import type { OperationRow, StepRow } from "../database/operations.ts";

/** How an operation stands, step by step. */
export function operationReport(
  { operation, tenant, steps }: { operation: OperationRow; tenant: string; steps: StepRow[] },
): Response {
  const { tenant_id: _, ...told } = operation;
  const body = { ...told, tenant, steps: steps.map(stepReport) };
  return Response.json(body, { headers: { "x-operation-id": operation.id } });
}

function stepReport(step: StepRow) {
  const { name, action, status, attempts, output, skip_reason, error } = step;
  const { started_at, finished_at } = step;
  return { name, action, status, attempts, output, skip_reason, error, started_at, finished_at };
}
