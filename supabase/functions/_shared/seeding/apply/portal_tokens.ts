import type { KnownProject } from "../../database/shadow.ts";
import type { Values } from "../../odoo/types.ts";
import type { PlannedWrite } from "./planned_write.ts";

/** Projects that portal users may be invited to; Odoo 19 has both, earlier ones `portal`. */
const open = new Set(["portal", "invited_users"]);

/**
 * The token by which a portal user reaches a new task of such a project: a random UUID, as Odoo
 * makes it, but part of the create. Odoo would add it with one write a task: 3 % of the work, 7 % for
 * tasks that nobody is assigned to.
 */
export function portalTokens(projects: KnownProject[]): (write: PlannedWrite) => Values {
  const refs = new Set(
    projects.filter(({ visibility }) => open.has(visibility ?? "")).map((row) => row.external_ref),
  );
  return ({ sent }) => refs.has(String(sent.project)) ? { access_token: crypto.randomUUID() } : {};
}
