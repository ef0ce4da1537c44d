import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

const zone = "America/New_York";

/** The day and the hour at which a task is due for people of that time zone. */
async function shown(s: Scenario, ref: string): Promise<[day: string, hour: number]> {
  const query = { domain: [["x_external_ref", "=", ref]], fields: ["date_deadline"] };
  const [task] = await (await s.bot()).searchRead("project.task", query);
  const due = new Date(`${String(task!.date_deadline).replace(" ", "T")}Z`);
  const in24 = { timeZone: zone, hour: "numeric", hourCycle: "h23" } as const;
  const day = { timeZone: zone, day: "2-digit", month: "short", year: "numeric" } as const;
  return [due.toLocaleString("en-GB", day), Number(due.toLocaleString("en-GB", in24))];
}

async function drift(s: Scenario) {
  const shadow = await s.shadow({ drift: true });
  strictEqual(shadow.status, 200, JSON.stringify(shadow));
  return (await s.sql`
    select external_ref, kind, field, expected, actual
    from odoo_seed.v_drift where binding = ${s.binding}`).map((row) => ({ ...row }));
}

scenario("a deadline that is a date is five o'clock where the binding is", async (s) => {
  await s.bind({ time_zone: zone });
  const project = await s.project("close");
  const winter = await s.task("winter", project, { deadline_date: "2026-12-01" });
  const summer = await s.task("summer", project, { deadline_date: "2026-07-01" });
  const first = await s.seed();
  deepStrictEqual([first.status, first.counts, first.warnings], [200, { create: 3 }, []]);
  strictEqual((await readTask(s, winter))!.deadline, "2026-12-01 22:00:00");
  strictEqual((await readTask(s, summer))!.deadline, "2026-07-01 21:00:00");
  deepStrictEqual(await shown(s, winter), ["01 Dec 2026", 17]);
  deepStrictEqual(await shown(s, summer), ["01 Jul 2026", 17]);

  const again = await s.seed();
  deepStrictEqual([again.status, again.counts], [200, { noop: 3 }]);
  deepStrictEqual(await drift(s), []);

  const person = await s.as(stack.odoo.logins.projectManager);
  const { id } = (await readTask(s, winter))!;
  await person.write("project.task", [id], { date_deadline: "2026-12-02 22:00:00" });
  deepStrictEqual(await drift(s), [{
    external_ref: winter,
    kind: "field",
    field: "deadline",
    expected: "2026-12-01 22:00:00",
    actual: "2026-12-02 22:00:00",
  }]);

  await s.updateTask(summer, { deadline_date: "2026-11-02" });
  strictEqual((await s.seed()).status, 200);
  strictEqual((await readTask(s, summer))!.deadline, "2026-11-02 22:00:00");
});

scenario("a deadline at midnight in UTC is warned of, once it is written", async (s) => {
  await s.bind({ time_zone: zone });
  const project = await s.project("close");
  const midnight = await s.task("midnight", project, { date_deadline: "2026-12-01T00:00:00Z" });
  await s.task("noon", project, { date_deadline: "2026-12-01T17:00:00Z" });
  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.ok, answer.errors], [200, true, []]);
  deepStrictEqual(answer.warnings, [{
    model: "project.task",
    external_ref: midnight,
    field: "deadline",
    code: "deadline_at_midnight",
    message:
      "The deadline is 2026-12-01 00:00 in UTC, 2026-11-30 19:00 in America/New_York, as if it were a date: in deadline_date it is the end of that working day.",
  }]);
  deepStrictEqual(await shown(s, midnight), ["30 Nov 2026", 19]);
  const again = await s.seed();
  deepStrictEqual([again.counts, again.warnings], [{ noop: 3 }, []]);

  await s.updateTask(midnight, { date_deadline: null, deadline_date: "2026-12-01" });
  const mended = await s.seed();
  deepStrictEqual([mended.counts, mended.warnings], [{ noop: 2, update: 1 }, []]);
  deepStrictEqual(await shown(s, midnight), ["01 Dec 2026", 17]);
});
