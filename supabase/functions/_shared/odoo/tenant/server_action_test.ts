import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { OdooFault } from "../faults.ts";
import { applyBot } from "./bot.ts";
import { FakeDatabase } from "./fake_database.ts";
import { ensureAction, type OwnAction } from "../own_action.ts";
import type { Values } from "../types.ts";
import { runPython } from "./server_action.ts";

/** Keeps actions by external id; each run answers with `result` and, as the code says, ends it. */
function setUp(result: unknown) {
  const odoo = new FakeDatabase();
  const actions = odoo.table("ir.actions.server");
  odoo.methods.load = (_ids, { fields, data }) => {
    const row = new Map(
      (fields as string[]).map((field, at) => [field, (data as string[][])[0]![at]]),
    );
    const known = [...actions.values()].find(({ xml_id }) => xml_id === row.get("id"));
    const id = Number(known?.id ?? actions.size + 1);
    actions.set(id, {
      id,
      xml_id: row.get("id"),
      name: row.get("name"),
      state: row.get("state"),
      code: row.get("code"),
      model_name: "res.users",
      group_ids: [],
    });
    return { ids: [id], messages: [] };
  };
  odoo.methods.run = ([id]) => {
    actions.delete(id!);
    return result;
  };
  return { odoo, actions };
}

Deno.test("runPython() gives back what the code found and leaves no action behind", async () => {
  const { odoo, actions } = setUp({ type: "ir.actions.act_window_close", result: [1, 2] });
  deepStrictEqual(await runPython(odoo.client, "count", "result = [1, 2]"), [1, 2]);
  strictEqual(actions.size, 0);
});

Deno.test("runPython() takes up the action of a run that was killed", async () => {
  const { odoo, actions } = setUp({ result: true });
  odoo.diesAfter = 1;
  await rejects(runPython(odoo.client, "count", "result = True"), /killed/);
  const left = [...actions.values()];
  deepStrictEqual(left.map(({ xml_id }) => xml_id), ["__odoo_control_plane__.run_count"]);
  strictEqual(await runPython(odoo.client, "count", "result = True"), true);
  strictEqual(actions.size, 0);
});

const changes: Record<string, Values> = {
  "another body": { code: "env.cr.execute('DROP TABLE res_users')" },
  "another model": { model_name: "res.partner" },
  "another kind": { state: "webhook" },
  "a group that may run it": { group_ids: [4] },
};

for (const [what, change] of Object.entries(changes)) {
  Deno.test(`runPython() runs nothing that something in that Odoo gave ${what}`, async () => {
    const { odoo, actions } = setUp({ result: true });
    const load = odoo.methods.load!;
    odoo.methods.load = (ids, kwargs) => {
      const answer = load(ids, kwargs);
      actions.set(1, { ...actions.get(1), ...change });
      return answer;
    };
    await rejects(runPython(odoo.client, "count", "result = 1"), { kind: "access" });
    ok(!odoo.changes.includes("run ir.actions.server"), "it was not run");
  });
}

const own: OwnAction = {
  id: "mine",
  title: "Mine",
  model: ["base.model_res_users", "res.users"],
  code: "action = True",
};
const asItShould = {
  id: 3,
  name: "Mine",
  state: "code",
  code: "action = True\n",
  model_name: "res.users",
};
const known = { id: 9, module: "__odoo_control_plane__", name: "mine", model: "ir.actions.server" };

Deno.test("ensureAction() leaves one alone that is as it should be", async () => {
  const { odoo } = setUp(undefined);
  odoo.put("ir.actions.server", asItShould);
  odoo.put("ir.model.data", { ...known, res_id: 3 });
  strictEqual(await ensureAction(odoo.client, own), 3);
  deepStrictEqual(odoo.changes, []);
});

for (const [what, change] of Object.entries(changes)) {
  Deno.test(`ensureAction() puts one right that was given ${what}`, async () => {
    const { odoo, actions } = setUp(undefined);
    odoo.put("ir.actions.server", {
      ...asItShould,
      xml_id: "__odoo_control_plane__.mine",
      ...change,
    });
    odoo.put("ir.model.data", { ...known, res_id: 3 });
    strictEqual(await ensureAction(odoo.client, own), 3);
    strictEqual(actions.get(3)!.code, own.code);
    deepStrictEqual(odoo.changes, ["load ir.actions.server"]);
  });
}

Deno.test("ensureAction() takes no other one for its own because of its name", async () => {
  const { odoo } = setUp(undefined);
  odoo.put("ir.actions.server", { ...asItShould, id: 1 });
  odoo.put("ir.model.data", { ...known, module: "odoo_seed", res_id: 1 });
  strictEqual(await ensureAction(odoo.client, own), 2);
  deepStrictEqual(odoo.changes, ["load ir.actions.server"]);
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
