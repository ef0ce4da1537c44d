import type { components } from "../../client/schema.ts";
import { fields } from "../fields.ts";
import type { Listing } from "../output.ts";
import { waitingText } from "../runs/followed_run.ts";

type Schemas = components["schemas"];

/** Operations, a line each. */
export function operationsListing(items: Schemas["ListedOperation"][]): Listing {
  return {
    titles: ["id", "type", "tenant", "status", "requested by", "created"],
    rows: items.map(({ id, type, tenant, status, requested_by, created_at }) => [
      ...[id, type, tenant, status, requested_by, created_at],
    ]),
    none: "There is no operation.",
  };
}

/** The steps of an operation, a line each. */
export function stepsListing({ steps }: Schemas["Operation"]): Listing {
  return {
    titles: ["step", "action", "status", "attempts", "what became of it"],
    rows: steps.map(({ name, action, status, attempts, skip_reason, error }) => [
      ...[name, action, status, attempts],
      skip_reason ?? (error as { detail?: string } | null)?.detail ?? null,
    ]),
  };
}

/** What an operation is, without its steps. */
export function operationListing(
  { approval, error, input, stalled, ...others }: Schemas["Operation"],
) {
  const decision = approval && (approval.decision ?? `waits until ${approval.expires_at}`);
  const { detail } = (error ?? {}) as { detail?: string };
  const waits = stalled && waitingText(stalled);
  return fields({ ...others, input, approval: decision, stalled: waits, error: detail ?? null });
}
