/** One structured event; nothing secret goes in. */
export type Log = (event: string, fields: Record<string, unknown>) => void;

/** Writes one JSON line per event, as Supabase's log explorer reads it. */
export function jsonLog(write: (line: string) => void, now: () => Date = () => new Date()): Log {
  return (event, fields) => write(JSON.stringify({ at: now().toISOString(), event, ...fields }));
}
