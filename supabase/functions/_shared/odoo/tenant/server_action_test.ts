import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { OdooFault } from "../faults.ts";
import { applyBot } from "./bot.ts";
import { FakeDatabase } from "./fake_database.ts";
import { runPython } from "./server_action.ts";

/** Keeps actions by external id; each run answers with `result` and, as the code says, ends it. */
function setUp(result: unknown) {
  const odoo = new FakeDatabase();
  const actions: string[] = [];
  odoo.methods.load = (_ids, { fields, data }) => {
    const [row] = data as string[][];
    const id = row![(fields as string[]).indexOf("id")]!;
    if (!actions.includes(id)) actions.push(id);
    return { ids: [actions.indexOf(id) + 1], messages: [] };
  };
  odoo.methods.run = ([id]) => {
    actions.splice(id! - 1, 1);
    return result;
  };
  return { odoo, actions };
}

Deno.test("runPython() gives back what the code found and leaves no action behind", async () => {
  const { odoo, actions } = setUp({ type: "ir.actions.act_window_close", result: [1, 2] });
  deepStrictEqual(await runPython(odoo.client, "count", "result = [1, 2]"), [1, 2]);
  deepStrictEqual(actions, []);
});

Deno.test("runPython() takes up the action of a run that was killed", async () => {
  const { odoo, actions } = setUp({ result: true });
  odoo.diesAfter = 1;
  await rejects(runPython(odoo.client, "count", "result = True"), /killed/);
  deepStrictEqual(actions, ["control.count"]);
  strictEqual(await runPython(odoo.client, "count", "result = True"), true);
  deepStrictEqual(actions, []);
});

Deno.test("applyBot() wraps the key, and shows none in an error", async () => {
  const key = "0123456789abcdef0123456789abcdef01234567";
  const bot = { login: "bot@example.com", name: "Bot" };
  const minted = await applyBot(setUp({ result: key }).odoo.client, bot);
  strictEqual(minted.reveal(), key);
  for (const answer of [{ result: [key] }, { keys: key }, key, false]) {
    await rejects(applyBot(setUp(answer).odoo.client, bot), (error: OdooFault) => {
      strictEqual(error.kind, "protocol");
      ok(!Deno.inspect(error).includes(key));
      return true;
    });
  }
});
