import { deepStrictEqual, match, notStrictEqual } from "node:assert/strict";
import type { PlannedWrite } from "./planned_write.ts";
import { portalTokens } from "./portal_tokens.ts";

const projectOf = (visibility: string | null) => ({
  external_ref: visibility ?? "unknown",
  odoo_id: 1,
  allow_dependencies: null,
  visibility,
});
const visibilities = ["portal", "invited_users", "employees", "followers", null];
const tokens = portalTokens(visibilities.map(projectOf));
const taskIn = (project: string): PlannedWrite => ({
  ref: "t1",
  odooId: null,
  action: "create",
  values: {},
  sent: { project },
  seedNames: {},
});

for (const visibility of ["portal", "invited_users"]) {
  Deno.test(`portalTokens() gives each task of a project that is ${visibility} a UUID of its own`, () => {
    const first = tokens(taskIn(visibility)).access_token;
    match(String(first), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    notStrictEqual(tokens(taskIn(visibility)).access_token, first);
  });
}

Deno.test("portalTokens() gives none where Odoo would not", () => {
  for (const project of ["employees", "followers", "unknown", "elsewhere"]) {
    deepStrictEqual(tokens(taskIn(project)), {});
  }
});
