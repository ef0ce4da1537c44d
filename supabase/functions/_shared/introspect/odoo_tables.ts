/** Models whose table is not called after them, in every Odoo from 14 to 19. */
const named = new Map([
  ["ir.actions.actions", "ir_actions"],
  ["ir.actions.act_window", "ir_act_window"],
  ["ir.actions.act_window.view", "ir_act_window_view"],
  ["ir.actions.act_url", "ir_act_url"],
  ["ir.actions.server", "ir_act_server"],
  ["ir.actions.client", "ir_act_client"],
  ["ir.actions.report", "ir_act_report_xml"],
  ["project.task.stage.personal", "project_task_user_rel"],
]);

/** The table of a model by Odoo's own rule; a model that keeps nothing has none of that name. */
export function tableOfModel(model: string): string {
  return named.get(model) ?? model.replaceAll(".", "_");
}
