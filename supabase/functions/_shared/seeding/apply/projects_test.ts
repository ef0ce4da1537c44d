import { deepStrictEqual } from "node:assert/strict";
import { projectMapping } from "../../odoo/project_mapping.ts";
import type { FaultKind } from "../../odoo/faults.ts";
import type { Context, Values } from "../../odoo/types.ts";
import { applyProjects } from "./projects.ts";
import { FakeClient, fault } from "../session/fake_client.ts";
import { Languages } from "../session/languages.ts";
import { Ledger, planRow, runWith, sessionOf } from "../session/fake_run.ts";
import { Outcome } from "./outcome.ts";

const model = "project.project";

/** Holds names in Odoo's own language and those in German; it refuses some in its own one. */
class TranslatingClient extends FakeClient {
  readonly inSource = new Map<number, unknown>();
  refused: { names: string[]; kind: FaultKind } = { names: [], kind: "data" };

  override saveMany(model: string, rows: { id: number; values: Values }[], context?: Context) {
    if (context?.lang !== "en_US") return super.saveMany(model, rows);
    const { names, kind } = this.refused;
    if (rows.some(({ values }) => names.includes(String(values.name)))) {
      return Promise.reject(fault(kind));
    }
    for (const { id, values } of rows) this.inSource.set(id, values.name);
    return Promise.resolve();
  }
}

/** Renames projects 1 to 5 in German; returns how those are called then that had the same name in Odoo's own language. */
async function renamed(odoo: TranslatingClient): Promise<unknown[]> {
  const ids = [1, 2, 3, 4, 5];
  for (const id of ids) odoo.put(model, id, { name: `old ${id}` });
  const session = {
    ...sessionOf(odoo),
    projects: projectMapping({ name: { type: "char", translate: true } }),
    languages: new Languages("de_DE", ["de_DE", "en_US"]),
  };
  const rows = ids.map((id) =>
    planRow({}, {
      model,
      external_ref: `p${id}`,
      odoo_id: id,
      changes: { name: { from: `old ${id}`, to: `neu ${id}` } },
    })
  );
  await applyProjects(runWith(new Ledger()), session, rows, new Outcome());
  return ids.map((id) => odoo.inSource.get(id) ?? null);
}

Deno.test("applyProjects() renames projects in Odoo's own language, too", async () => {
  deepStrictEqual(
    await renamed(new TranslatingClient()),
    ["neu 1", "neu 2", "neu 3", "neu 4", "neu 5"],
  );
});

for (const kind of ["data", "access"] as const) {
  Deno.test(`a rename that is refused (${kind}) keeps no other project from its new name`, async () => {
    const odoo = new TranslatingClient();
    odoo.refused = { names: ["neu 3"], kind };
    deepStrictEqual(await renamed(odoo), ["neu 1", "neu 2", null, "neu 4", "neu 5"]);
  });
}

Deno.test("a project that did not get its new name keeps the old one in Odoo's own language", async () => {
  const odoo = new TranslatingClient();
  odoo.refuses = (_, { name }) => name === "neu 2";
  deepStrictEqual(await renamed(odoo), ["neu 1", null, "neu 3", "neu 4", "neu 5"]);
});
