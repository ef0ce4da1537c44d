import { seed } from "../functions.ts";
import { binding, ocpLine, type Stage } from "../stage.ts";
import { showProgress } from "../terminal/progress.ts";
import { claim, heading, showTable } from "../terminal/say.ts";

/** Act 2: the first run writes everything. */
export async function apply(stage: Stage): Promise<void> {
  heading(
    2,
    "Apply",
    "The same plan, carried out in batches, each task after those it waits for. Stages, tags and " +
      "milestones are made on the way. What Odoo holds afterwards, asked of Odoo:",
    ocpLine(stage, "seed apply"),
  );
  const { sql } = stage;
  const total = await countOf(sql`odoo_seed.v_desired`);
  const applied = () => countOf(sql`odoo_seed.applied`);
  const answer = await showProgress(seed(stage.stack), applied, total, "records applied");
  await showProjects(stage);
  const records = answer.results.projects.length + answer.results.tasks.length;
  const rate = Math.round(records / (answer.duration_ms / 1000));
  claim(
    `${records} records created in ${answer.duration_ms} ms (${rate}/s) with ` +
      `${answer.rpc_count} RPC; a search and a create each would be ${2 * records}.`,
    answer.ok && records === total && answer.projects_synced + answer.tasks_synced === total,
    () => ({ counts: answer.counts, errors: answer.errors }),
  );

  const mails = await stage.admin.call("mail.mail", "search_count", { kwargs: { domain: [] } });
  claim(`Nobody was mailed: Odoo's outgoing mails number ${mails}.`, mails === 0, () => mails);

  async function countOf(relation: ReturnType<typeof sql>): Promise<number> {
    const [row] = await sql`
      select count(*)::int as count from ${relation} where binding = ${binding}
    `;
    return row!.count;
  }
}

async function showProjects({ person }: Stage): Promise<void> {
  const projects = await person.searchRead("project.project", {
    domain: [["x_external_ref", "!=", false]],
    fields: ["name", "company_id"],
  });
  const companies = await person.searchRead("res.company", { domain: [], fields: ["name"] });
  const tasks = await person.searchRead("project.task", {
    domain: [["project_id", "!=", false]],
    fields: ["project_id", "parent_id", "depend_on_ids", "user_ids", "milestone_id"],
  });
  const rows = projects.map((project) => {
    const own = tasks.filter((task) => task.project_id === project.id);
    const listed = (field: string) => own.flatMap((task) => task[field] as number[]);
    return [
      String(project.name),
      String(companies.find((company) => company.id === project.company_id)?.name),
      own.length,
      own.filter((task) => task.parent_id).length,
      listed("depend_on_ids").length,
      new Set(own.map((task) => task.milestone_id).filter(Boolean)).size,
      new Set(listed("user_ids")).size,
    ];
  });
  showTable(
    ["project", "company", "tasks", "of them subtasks", "dependencies", "milestones", "people"],
    rows,
  );
}
