import { deepStrictEqual, rejects } from "node:assert/strict";
import { applyCompany, observeCompany } from "./company.ts";
import { FakeDatabase } from "./fake_database.ts";
import { applyIdentity, observeIdentity } from "./parameters.ts";

const wanted = { name: "Acme", language: "fr_FR", currency: "PHP", country: "PH" };

function setUp(): FakeDatabase {
  const odoo = new FakeDatabase();
  const known = { module: "base", name: "main_company", res_id: 1 };
  odoo.put("ir.model.data", { id: 1, ...known });
  odoo.put("ir.model.data", { id: 2, module: "base", name: "partner_admin", res_id: 3 });
  odoo.put("ir.model.data", { id: 3, ...known, module: "other", res_id: 99 });
  odoo.put("res.company", {
    id: 1,
    name: "Template",
    country_id: false,
    currency_id: 1,
    partner_id: 1,
  });
  odoo.put("res.country", { id: 5, code: "PH" });
  odoo.put("res.currency", { id: 1, name: "USD" }, { id: 2, name: "PHP", active: false });
  odoo.put("res.lang", { id: 1, code: "fr_FR", active: false });
  odoo.put("res.partner", { id: 1, lang: false }, { id: 3, lang: "en_US" }, {
    id: 4,
    lang: "en_US",
  });
  odoo.methods.lang_install = () => {
    odoo.put("res.lang", { id: 1, code: "fr_FR", active: true });
    return true;
  };
  return odoo;
}

Deno.test("applyCompany() makes the main company the tenant's, wherever it is killed", async () => {
  for (let changes = 0; changes < 4; changes++) {
    const odoo = setUp();
    deepStrictEqual(await observeCompany(odoo.client, wanted), [
      "name",
      "country_id",
      "currency_id",
      "language",
    ]);
    odoo.diesAfter = changes;
    await rejects(applyCompany(odoo.client, wanted), /killed/);
    await applyCompany(odoo.client, wanted);
    deepStrictEqual(await observeCompany(odoo.client, wanted), []);
    const { name, country_id, currency_id } = odoo.table("res.company").get(1)!;
    deepStrictEqual([name, country_id, currency_id], ["Acme", 5, 2]);
    deepStrictEqual([...odoo.table("res.partner").values()].map(({ lang }) => lang), [
      "fr_FR",
      "fr_FR",
      "en_US",
    ]);
    const count = odoo.changes.length;
    await applyCompany(odoo.client, wanted);
    deepStrictEqual(odoo.changes.length, count);
  }
});

Deno.test("observeCompany() refuses codes that Odoo does not know", async () => {
  const { client } = setUp();
  await rejects(
    observeCompany(client, { ...wanted, country: "XX" }),
    /no code "XX" in res.country/,
  );
  await rejects(observeCompany(client, { ...wanted, currency: "XXX" }), /no name "XXX"/);
});

Deno.test("applyIdentity() gives another uuid, and with it another secret", async () => {
  const odoo = new FakeDatabase();
  const parameter = (id: number, key: string, value: string) => ({ id, key, value });
  odoo.put(
    "ir.config_parameter",
    parameter(1, "database.uuid", "template's"),
    parameter(2, "database.secret", "template's"),
    parameter(3, "web.base.url", "http://template.test"),
  );
  const identity = { baseUrl: "https://acme.example.com", uuid: "acme's" };
  const values = () =>
    Object.fromEntries(
      [...odoo.table("ir.config_parameter").values()].map(({ key, value }) => [key, value]),
    );
  deepStrictEqual((await observeIdentity(odoo.client, identity)).length, 3);
  await applyIdentity(odoo.client, identity);
  const { "database.secret": secret, ...rest } = values();
  deepStrictEqual(secret === "template's", false);
  deepStrictEqual(rest, {
    "database.uuid": "acme's",
    "web.base.url": "https://acme.example.com",
    "web.base.url.freeze": "True",
  });
  deepStrictEqual(await observeIdentity(odoo.client, identity), []);
  await applyIdentity(odoo.client, { ...identity, baseUrl: "https://other.example.com" });
  deepStrictEqual(values()["database.secret"], secret);
});
