import type { OdooClient } from "../client.ts";
import { runPython } from "./server_action.ts";

/** Odoo's workers read a database's modules anew when this number is another one than they remember. */
const jump = `
context = env.context
if context['by_sequence']:
    env.cr.execute("SELECT setval('base_registry_signaling', last_value + %s) FROM base_registry_signaling", [context['by']])
else:
    env.cr.execute("""
        SELECT setval(pg_get_serial_sequence('orm_signaling_registry', 'id'), max(id) + %s) FROM orm_signaling_registry
    """, [context['by']])
    env.cr.execute("INSERT INTO orm_signaling_registry DEFAULT VALUES")
result = True
`;

/** Far more changes than a database sees, and far fewer than its numbers, of 31 bits, last for. */
const most = 1_000_000;

/**
 * Has a database count its changes from a number of its own. All copies of a template count from the same one: a
 * worker that remembers an earlier database of this name with as many changes would take it for this one.
 * @throws {OdooFault}
 */
export async function countFromElsewhere(client: OdooClient): Promise<void> {
  const by = 1000 + crypto.getRandomValues(new Uint32Array(1))[0]! % most;
  await runPython(client, "count_from_elsewhere", jump, {
    by,
    by_sequence: client.version.major < 19,
  });
}
