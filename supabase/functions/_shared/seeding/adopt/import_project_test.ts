import { deepStrictEqual, rejects, throws } from "node:assert/strict";
import { Names } from "../../odoo/names.ts";
import { FakeClient } from "../session/fake_client.ts";
import { companyValues, findProject } from "./import_project.ts";
import type { OdooSession } from "../session/odoo_session.ts";

function sessionOf(projects: Record<number, Record<string, unknown>>): OdooSession {
  const fake = new FakeClient();
  for (const [id, values] of Object.entries(projects)) fake.put("project.project", +id, values);
  const names = new Names();
  names.learnCompany(3, "Acme");
  const part: Partial<OdooSession> = {
    client: fake.client,
    names,
    projects: { hasRef: true } as OdooSession["projects"],
  };
  return part as OdooSession;
}

const session = sessionOf({
  7: { name: "Close", company_id: 3, x_external_ref: "CLOSE" },
  8: { name: "Twin" },
  9: { name: "Twin" },
  10: { name: " Year  end\t" },
});

Deno.test("findProject() finds a project by id or name, whatever the spaces", async () => {
  const close = { id: 7, ref: "CLOSE", companyId: 3 };
  deepStrictEqual(await findProject(session, 7), close);
  deepStrictEqual(await findProject(session, "Close"), close);
  deepStrictEqual((await findProject(session, "Year end")).id, 10);
  deepStrictEqual(await findProject(session, 8), { id: 8, ref: null, companyId: null });
});

Deno.test("findProject() refuses a name that none or several have", async () => {
  await rejects(findProject(session, "close"), { code: "not_found" });
  await rejects(findProject(session, "Twin"), {
    code: "import_refused",
    suggestion: "Send the id of one of them as odoo_project: 8, 9.",
  });
});

Deno.test("companyValues() sets a company only where there is none", () => {
  const shared = { id: 8, ref: null, companyId: null };
  deepStrictEqual(companyValues(session, { ...shared, companyId: 4 }, "Acme"), {});
  deepStrictEqual(companyValues(session, shared, "Acme"), { company_id: 3 });
  throws(() => companyValues(session, shared, "Beta"), { code: "not_found" });
  throws(() => companyValues(session, shared, undefined), { code: "import_refused" });
});
