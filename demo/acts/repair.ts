import { readDrift } from "../drift.ts";
import { seed } from "../functions.ts";
import { doings, readTasks } from "../people.ts";
import { ocpLine, type Stage } from "../stage.ts";
import { claim, heading, showTable } from "../terminal/say.ts";

/** Act 5: a second run puts right what the seed owns, and only that. */
export async function repair(stage: Stage, strayId: number): Promise<void> {
  const { stack, sql, person } = stage;
  heading(
    5,
    "Repair",
    "Names are the seed's: put right. Stages are shared: the progress that a person made stays. A " +
      "task that we did not create is never touched. Before and after, read from Odoo:",
    ocpLine(stage, "seed apply"),
  );
  const { renamed, moved, deleted } = doings;
  const refs = [renamed.ref, moved.ref, deleted.ref];
  const before = await readTasks(person, refs);
  const answer = await seed(stack);
  const after = await readTasks(person, refs);
  const stray = await person.searchRead("project.task", {
    domain: [["id", "=", strayId]],
    fields: ["name", "x_external_ref"],
  });
  showTable(["ref", "what", "as people left it", "after the run", "so"], [
    [renamed.ref, "name", before.get(renamed.ref)!.name, after.get(renamed.ref)?.name ?? null, {
      text: "put right",
      style: "cyan",
    }],
    [deleted.ref, "task", null, after.get(deleted.ref)?.name ?? null, {
      text: "created again",
      style: "cyan",
    }],
    [moved.ref, "stage", before.get(moved.ref)!.stage, after.get(moved.ref)?.stage ?? null, {
      text: "stays",
      style: "magenta",
    }],
    ["—", "task", doings.added.name, String(stray[0]?.name), {
      text: "not ours",
      style: "yellow",
    }],
  ]);
  const [seeded] = await sql`
    select name from odoo_seed.tasks where external_ref = ${renamed.ref}
  `;
  const { create, update, noop } = answer.counts;
  claim(
    `${create} created, ${update} updated, ${noop} compared and left alone ` +
      `(${answer.rpc_count} RPC, ${answer.duration_ms} ms).`,
    answer.ok && create === 1 && update === 1 &&
      noop === answer.projects_synced + answer.tasks_synced - 2 &&
      answer.results.tasks.length === 2 &&
      after.get(renamed.ref)?.name === seeded!.name && after.has(deleted.ref) &&
      after.get(moved.ref)?.stage === moved.to && stray[0]?.name === doings.added.name,
    () => ({ counts: answer.counts, errors: answer.errors, after, stray }),
  );
  const left = await readDrift(sql);
  claim(
    "Two differences remain in v_drift, on purpose: the stage that Odoo keeps, and the stray task.",
    left.map((row) => row.winner).sort().join() === "odoo,undecided",
    () => left,
  );
}
