import { taskLine } from "../stack/command_line.ts";
import type { OdooStack } from "../stack/types.ts";
import { ocpLine } from "./stage.ts";
import { showLines, showRule } from "./terminal/say.ts";

/** The end: what to open, what to try, how to stop. Lines are whole, for pasting. */
export function whereToLook(stack: OdooStack, again: string) {
  const { instance, odoo } = stack;
  const { login, password } = odoo.logins.admin;
  showRule();
  showLines("Odoo: log in, open Project", [
    `${odoo.url}/web?db=${odoo.database}`,
    `  ${login} / ${password}`,
  ]);
  showLines("SQL: change a seed, then see what would follow", [
    taskLine("psql", instance),
    "update odoo_seed.tasks set planned_hours = 12 where external_ref = 'CLOSE-12';",
    "select external_ref, action, changes from odoo_seed.v_plan where action <> 'noop';",
  ]);
  showLines("Terminal: what would follow, field by field; do it; then what people changed", [
    ...["seed plan", "seed apply", "drift --shadow"].map((words) => ocpLine({ stack }, words)),
  ]);
  showLines("Stop, or run the demo again", [
    taskLine("stop", instance),
    again,
  ]);
}
