import { z } from "zod";
import type { OdooClient } from "../../odoo/client.ts";
import { type FaultKind, OdooFault } from "../../odoo/faults.ts";
import { ensureAction, type OwnAction } from "../../odoo/own_action.ts";
import { isRepeatable } from "../../odoo/repeatable.ts";
import type { Context, Values } from "../../odoo/types.ts";
import { asAdministrator, type Refusal } from "./administrator.ts";
import { groupUpdates } from "./update_groups.ts";
import type { Writer } from "./writer.ts";

/**
 * Whenever a task's date of assignment or end is written, Odoo counts the working hours from its
 * creation until then, with look-ups in the calendar task by task: also when it is assigned as it is
 * created, and when the date is written as it was. Half of a create, most of a change of stage.
 * Hours of dates that changed are counted once for all tasks of a project with the same dates, unless
 * a module makes them depend on more.
 */
const code = `
bulk = env.context['odoo_seed_bulk']
tasks = model.with_context(odoo_seed_bulk=None)
hours = ['working_hours_open', 'working_hours_close', 'working_days_open', 'working_days_close']
fields = dict((name, tasks._fields[name]) for name in hours)
def keep_hours(kept):
    for name in hours:
        env.remove_to_compute(fields[name], kept)
def dates_of(task):
    return task.date_assign, task.date_end
if 'create' in bulk:
    tasks = tasks.create([dict(values, **dict.fromkeys(hours, 0.0)) for values in bulk['create']])
    # Under 18 s are 0.00 hours, as they are stored.
    if (datetime.datetime.now() - env.cr.now()).total_seconds() < 18:
        keep_hours(tasks)
else:
    every = bulk['ids']
    tasks = tasks.browse(every)
    dates = dict((task.id, dates_of(task)) for task in tasks)
    needed = ['create_date', 'date_assign', 'date_end']
    alike = all(sorted(fields[name].get_depends(tasks)[0]) == needed for name in hours)
    counted = {}
    def take_hours(task):
        key = (task.project_id.id, task.create_date, dates_of(task)) if alike else task.id
        if key in counted:
            for name in hours:
                fields[name].write(task, counted[key][name])
        else:
            for name in hours:
                env.add_to_compute(fields[name], task)
            counted[key] = task
    for ids, values in bulk['writes']:
        written = tasks.browse(ids).with_prefetch(every)
        written.write(values)
        keep_hours(written)
        for task in written:
            if dates_of(task) != dates[task.id]:
                take_hours(task)
action = {'type': 'ir.actions.act_window_close', 'ids': tasks.ids}
`.trim();

const answered = z.object({ ids: z.array(z.number()) });

/** What is written so. */
export const bulkModel = "project.task";

const bulkAction: OwnAction = {
  id: "bulk_tasks",
  title: "Odoo seed: write tasks in bulk",
  model: ["project.model_project_task", bulkModel],
  code,
};

const noAction: Refusal = {
  code: "odoo_access_denied",
  detail: "Cannot write tasks in bulk: the user may not make a server action in Odoo.",
  suggestion: "Give the seeding user Settings rights, or set bulk_action of the binding to false.",
};

/**
 * Writes tasks through a server action in Odoo, made where it is missing: by the same methods, with
 * the caller's own rights and the same result, but working hours that stay as they are are not counted
 * again. What the action refuses goes to Odoo's own method, whose error is the one to tell.
 * @throws {AppError} odoo_access_denied, without Settings rights; {OdooFault}
 */
export async function bulkTasks(client: OdooClient): Promise<Writer> {
  const id = await asAdministrator(noAction, () => ensureAction(client, bulkAction));
  const run = async (bulk: Values, context?: Context) => {
    const call = { ids: [id], context: { ...context, odoo_seed_bulk: bulk } };
    const answer = answered.safeParse(await client.call("ir.actions.server", "run", call));
    if (answer.success) return answer.data.ids;
    throw new OdooFault("protocol", client.operation("write tasks in bulk"), "no ids came back");
  };
  return {
    groupsItself: true,
    create: (model, valuesList, context) =>
      orElse(
        () => run({ create: valuesList }, context),
        () => client.create(model, valuesList, context),
        refused,
      ),
    saveMany: (model, rows, context) => {
      const again = isRepeatable("web_save_multi", { vals_list: rows.map((row) => row.values) });
      return orElse(
        async () => void await run(writesOf(rows), context),
        () => client.saveMany(model, rows, context),
        again ? [...refused, "unknown_outcome"] : refused,
      );
    },
  };
}

/** One write for what many tasks share, one for what is a task's own. */
function writesOf(rows: { id: number; values: Values }[]): Values {
  const { shared, distinct } = groupUpdates(rows.map((row) => ({ ...row, ref: String(row.id) })));
  const writes = [
    ...shared.map(({ rows, values }) => [rows.map(({ id }) => id), values]),
    ...distinct.map(({ id, values }) => [[id], values]),
  ];
  return { ids: rows.map(({ id }) => id), writes };
}

/** Nothing was stored: another way may be tried. */
const refused: FaultKind[] = ["data", "access"];

async function orElse<T>(
  first: () => Promise<T>,
  second: () => Promise<T>,
  kinds: FaultKind[],
): Promise<T> {
  try {
    return await first();
  } catch (error) {
    if (error instanceof OdooFault && kinds.includes(error.kind)) return await second();
    throw error;
  }
}
