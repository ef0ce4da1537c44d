import { strictEqual } from "node:assert/strict";
import { tenantBody } from "./new_tenant.ts";

const least = {
  slug: "acme",
  name: "Acme",
  parent: "platform",
  plan: "starter",
  bundle: "finance-ppm",
  admin_email: "ann@example.com",
};

for (
  const slug of ["", "Acme", "-acme", "acme-", "a--b", "a_b", "1a", `a${"b".repeat(30)}`, "a'; --"]
) {
  Deno.test(`tenantBody refuses the slug ${JSON.stringify(slug)}`, () => {
    strictEqual(tenantBody.safeParse({ ...least, slug }).success, false);
  });
}

Deno.test("tenantBody refuses keys that it does not know", () => {
  strictEqual(tenantBody.safeParse({ ...least, database: "odoo_other" }).success, false);
});

for (const country of ["ph", "PHL", "XX", "", "constructor"]) {
  Deno.test(`tenantBody refuses the country ${JSON.stringify(country)}`, () => {
    strictEqual(tenantBody.safeParse({ ...least, country }).success, false);
  });
}
