/** An event, as the outbox has it. */
export interface StoredEvent {
  id: string;
  type: string;
  subject: string;
  /** The slug of the tenant whose event it is. */
  tenant: string | null;
  /** When it happened, as PostgreSQL writes moments. */
  at: string;
  /** The order in which events of one subject happened. */
  position: number;
  data: Record<string, unknown>;
}

/** As long as the largest position, so that texts compare as the numbers do. */
const digits = 19;

/**
 * The body that is posted: CloudEvents 1.0, structured mode. `source` and `id` name it everywhere; `sequence`
 * (an extension of CloudEvents) is larger for what happened to a subject later.
 */
export function cloudEvent(event: StoredEvent, source: string): string {
  return JSON.stringify({
    specversion: "1.0",
    id: event.id,
    source,
    type: event.type,
    subject: event.subject,
    time: new Date(event.at).toISOString(),
    sequence: String(event.position).padStart(digits, "0"),
    ...(event.tenant !== null && { tenant: event.tenant }),
    datacontenttype: "application/json",
    data: event.data,
  });
}
