import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { tenantBody, tenantRequest } from "./new_tenant.ts";

const least = {
  slug: "acme",
  name: "Acme",
  parent: "platform",
  plan: "starter",
  bundle: "finance-ppm",
  admin_email: "ann@example.com",
};

Deno.test("tenantRequest() names columns, and keeps all that was asked as input", () => {
  const body = tenantBody.parse({
    ...least,
    country: "PH",
    domain: "acme.example.com",
    sso_template: "oidc",
  });
  const { tenant, input } = tenantRequest(body);
  deepStrictEqual(tenant, {
    ...least,
    isolation: "database",
    tenant_type: "client",
    country_code: "PH",
    primary_domain: "acme.example.com",
  });
  deepStrictEqual(input, body);
  strictEqual(input.sso_template, "oidc");
});

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
