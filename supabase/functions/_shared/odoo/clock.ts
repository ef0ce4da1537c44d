import { z } from "zod";
import type { OdooCall } from "./types.ts";

interface Asker {
  call(model: string, method: string, call: OdooCall): Promise<unknown>;
}

const defaults = z.object({ date: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) });

/**
 * By how many seconds an Odoo's own clock is ahead of ours, to within two; undefined where it does not say.
 * A header of its answer would be a proxy's word; a new message would be dated by Odoo itself.
 * @throws {OdooFault}
 */
export async function clockAhead(
  client: Asker,
  now: () => Date = () => new Date(),
): Promise<number | undefined> {
  const asked = now().getTime();
  const reply = defaults.safeParse(
    await client.call("mail.message", "default_get", { kwargs: { fields: ["date"] } }),
  );
  if (!reply.success) return undefined;
  const middle = (asked + now().getTime()) / 2;
  return Math.round((Date.parse(`${reply.data.date.replace(" ", "T")}Z`) - middle) / 1000);
}
