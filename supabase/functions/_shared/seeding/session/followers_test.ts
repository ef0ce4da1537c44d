import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { FakeClient } from "./fake_client.ts";
import { ownFollowerRows } from "./followers.ts";

function odooOf(major: number): FakeClient {
  const odoo = new FakeClient();
  odoo.version = { major, text: `${major}.0` };
  odoo.put("res.users", odoo.uid, { partner_id: 33 });
  odoo.put("mail.message.subtype", 1, { default: true });
  odoo.put("mail.message.subtype", 2, { default: true, res_model: "project.task" });
  odoo.put("mail.message.subtype", 3, { default: false, res_model: "project.task" });
  odoo.put("mail.message.subtype", 4, { default: true, res_model: "project.project" });
  return odoo;
}

const followers = (odoo: FakeClient, notify = false) => ownFollowerRows(odoo.client, { notify });

for (const major of [16, 17, 18, 19]) {
  Deno.test(`ownFollowerRows() makes the user follow with the default subtypes of tasks on ${major}`, async () => {
    const odoo = odooOf(major);
    odoo.allowed.add("mail.followers create");
    deepStrictEqual(await followers(odoo), [
      [0, 0, { res_model: "project.task", partner_id: 33, subtype_ids: [[6, 0, [1, 2]]] }],
    ]);
  });

  Deno.test(`ownFollowerRows() leaves it to Odoo where the user may not on ${major}`, async () => {
    strictEqual(await followers(odooOf(major)), undefined);
  });
}

Deno.test("ownFollowerRows() leaves it to Odoo when people are to be notified", async () => {
  const odoo = odooOf(19);
  odoo.allowed.add("mail.followers create");
  strictEqual(await followers(odoo, true), undefined);
});
