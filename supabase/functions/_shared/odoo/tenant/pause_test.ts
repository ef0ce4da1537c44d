import { deepStrictEqual, ok, rejects } from "node:assert/strict";
import { FakeDatabase } from "./fake_database.ts";
import { observePause, pause, resume } from "./pause.ts";

/** The bot is 7; user 3 and cron 2 were off before. */
function setUp(): FakeDatabase {
  const odoo = new FakeDatabase();
  const row = (id: number, active = true) => ({ id, active });
  odoo.put("res.users", row(2), row(3, false), row(5), row(7));
  odoo.put("ir.cron", row(1), row(2, false), row(3));
  return odoo;
}

const active = (
  odoo: FakeDatabase,
) => [odoo.ids("res.users", "active"), odoo.ids("ir.cron", "active")];
const before = active(setUp());
const stopped = [[7], []];

Deno.test("pause() stops everybody but the bot, resume() restores exactly what was", async () => {
  const odoo = setUp();
  await pause(odoo.client);
  deepStrictEqual(active(odoo), stopped);
  deepStrictEqual(await observePause(odoo.client), {
    paused: true,
    running: { users: [], crons: [] },
  });
  await pause(odoo.client);
  await resume(odoo.client);
  deepStrictEqual(active(odoo), before);
  deepStrictEqual(odoo.table("ir.config_parameter").size, 0);
});

Deno.test("pause() and resume() come to the same end wherever they are killed", async () => {
  for (let changes = 0; changes < 3; changes++) {
    const odoo = setUp();
    odoo.diesAfter = changes;
    await rejects(pause(odoo.client), /killed/);
    await pause(odoo.client);
    deepStrictEqual(active(odoo), stopped);
    odoo.diesAfter = changes;
    await rejects(resume(odoo.client), /killed/);
    ok((await observePause(odoo.client)).paused);
    await resume(odoo.client);
    deepStrictEqual(active(odoo), before);
  }
});

Deno.test("pause() once more adds what was activated since", async () => {
  const odoo = setUp();
  await pause(odoo.client);
  odoo.put("res.users", { id: 9, active: true });
  deepStrictEqual((await observePause(odoo.client)).running, { users: [9], crons: [] });
  await pause(odoo.client);
  await resume(odoo.client);
  deepStrictEqual(active(odoo), [[2, 5, 7, 9], [1, 3]]);
});

Deno.test("resume() leaves out what is gone and does nothing to a database that runs", async () => {
  const odoo = setUp();
  await pause(odoo.client);
  odoo.table("res.users").delete(5);
  await resume(odoo.client);
  deepStrictEqual(active(odoo), [[2, 7], [1, 3]]);
  const changes = odoo.changes.length;
  await resume(odoo.client);
  deepStrictEqual(odoo.changes.length, changes);
});
