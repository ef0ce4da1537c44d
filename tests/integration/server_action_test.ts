import { deepStrictEqual, notStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { OdooClient } from "../../supabase/functions/_shared/odoo/client.ts";
import {
  ensureAction,
  ourModule,
  type OwnAction,
  writeAction,
} from "../../supabase/functions/_shared/odoo/own_action.ts";
import { runPython } from "../../supabase/functions/_shared/odoo/tenant/server_action.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { copyOdooDatabase, dropOdooDatabase, loadStack } from "./support/stack.ts";
import { odooPostgres, testOnOwnServer } from "./support/tenants.ts";

const { odoo } = loadStack();
const database = `actions_${crypto.randomUUID().slice(0, 8)}`;

Deno.test.beforeAll(() => copyOdooDatabase(database));
Deno.test.afterAll(() => dropOdooDatabase(database));

function connect(): Promise<OdooClient> {
  const { login: username, password } = odoo.logins.bot;
  const connection = { url: odoo.url, database, username, password: new Secret(password) };
  return OdooClient.connect({ ...connection, transport: "jsonrpc" });
}

const mine: OwnAction = {
  id: "mine",
  title: "Mine",
  model: ["base.model_res_users", "res.users"],
  code: "action = {'type': 'ir.actions.act_window_close', 'is': model._name}",
};

const run = async (client: OdooClient, id: number) =>
  await client.call("ir.actions.server", "run", { ids: [id] }) as { is?: string };

/** External ids of ours, of actions that are in Odoo. */
async function left(client: OdooClient, prefix = "run_"): Promise<string[]> {
  const rows = await client.searchRead("ir.model.data", {
    domain: [["module", "=", ourModule], ["model", "=", "ir.actions.server"]],
    fields: ["name"],
    order: "name",
  });
  return rows.map(({ name }) => String(name)).filter((name) => name.startsWith(prefix));
}

async function idOf(client: OdooClient, module: string, name: string): Promise<number> {
  const [row] = await client.searchRead("ir.model.data", {
    domain: [["module", "=", module], ["name", "=", name]],
    fields: ["res_id"],
  });
  return Number(row!.res_id);
}

Deno.test("ensureAction() finds its own by external id, whatever else has its name", async () => {
  const client = await connect();
  const [other] = await client.create("ir.actions.server", [{
    name: mine.title,
    model_id: await idOf(client, "base", "model_res_partner"),
    state: "code",
    code: mine.code,
  }]);
  const id = await ensureAction(client, mine);
  notStrictEqual(id, other);
  strictEqual((await run(client, id)).is, "res.users");
  const calls = client.callCount;
  strictEqual(await ensureAction(client, mine), id);
  strictEqual(client.callCount - calls, 2, "nothing is written that is as it should be");
});

Deno.test("ensureAction() puts right what somebody made of it", async () => {
  const client = await connect();
  const id = await ensureAction(client, mine);
  const nobody = await idOf(client, "base", "group_portal");
  const groups = client.version.major >= 19 ? "group_ids" : "groups_id";
  for (
    const change of [
      { code: "raise UserError('spoilt')" },
      { name: "Renamed" },
      { [groups]: [[6, 0, [nobody]]] },
      { model_id: await idOf(client, "base", "model_res_partner") },
      {
        code: "env['res.users'].search([]).write({'active': False})",
        [groups]: [[6, 0, [nobody]]],
      },
    ]
  ) {
    await client.write("ir.actions.server", [id], change);
    strictEqual(await ensureAction(client, mine), id);
    strictEqual((await run(client, id)).is, "res.users", JSON.stringify(change));
  }
});

Deno.test("ensureAction() makes no action of a record that somebody put under its id", async () => {
  const client = await connect();
  const taken = { ...mine, id: "taken" };
  await client.create("ir.model.data", [{
    module: ourModule,
    name: taken.id,
    model: "res.users",
    res_id: client.uid,
  }]);
  await rejects(ensureAction(client, taken));
});

testOnOwnServer("runPython() leaves nothing, and takes along what a cut-off run left", async () => {
  const client = await connect();
  strictEqual(await runPython(client, "add", "result = 1 + 1"), 2);
  deepStrictEqual(await left(client), []);

  for (const what of ["old", "new"]) {
    await writeAction(client, { ...mine, id: `run_${what}`, title: what });
  }
  const id = await idOf(client, ourModule, "run_old");
  await using there = odooPostgres(database);
  await there.sql`
    update ir_act_server set write_date = write_date - interval '11 minutes' where id = ${id}`;
  strictEqual(await runPython(client, "add", "result = 1 + 1"), 2);
  deepStrictEqual(await left(client), ["run_new"], "somebody may be about to run that one");

  strictEqual(await runPython(client, "new", "result = 3"), 3, "and the same again takes it up");
  deepStrictEqual(await left(client), []);
});

Deno.test("runPython() leaves nothing of what Odoo refused", async () => {
  const client = await connect();
  const failing =
    "env['ir.config_parameter'].create({'key': 'half.done', 'value': '1'})\nraise UserError('no')";
  await rejects(runPython(client, "fails", failing), { kind: "data" });
  deepStrictEqual(await left(client), []);
  const query = {
    domain: [["key", "=", "half.done"]] as [string, string, string][],
    fields: ["id"],
  };
  deepStrictEqual(await client.searchRead("ir.config_parameter", query), []);
});

Deno.test("many who run the same at once each get their answer, and leave nothing", async () => {
  const clients = await Promise.all(Array.from({ length: 5 }, connect));
  const answers = await Promise.all(
    clients.map((client) => runPython(client, "count", "result = env.uid")),
  );
  deepStrictEqual(answers, clients.map(({ uid }) => uid));
  deepStrictEqual(await left(clients[0]!), []);
});

Deno.test("many who need the same action at once make one", async () => {
  const clients = await Promise.all(Array.from({ length: 5 }, connect));
  const needed = { ...mine, id: "needed", title: "Needed" };
  const ids = await Promise.all(clients.map((client) => ensureAction(client, needed)));
  strictEqual(new Set(ids).size, 1);
  strictEqual((await run(clients[0]!, ids[0]!)).is, "res.users");
});
