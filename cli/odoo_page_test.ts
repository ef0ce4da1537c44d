import { equal } from "node:assert/strict";
import { odooPage } from "./odoo_page.ts";

Deno.test("odooPage() is the tenant's domain, else its database on its server", () => {
  const place = { primary_domain: null, odoo_url: "http://127.0.0.1:8069", database: "odoo_acme" };
  equal(
    odooPage({ ...place, primary_domain: "acme.example.com" }),
    "https://acme.example.com/web/login",
  );
  equal(odooPage(place), "http://127.0.0.1:8069/web/login?db=odoo_acme");
  equal(odooPage({ ...place, odoo_url: null }), undefined);
});
