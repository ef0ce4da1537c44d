import type { OdooClient } from "../../odoo/client.ts";
import { isDataError } from "../../odoo/faults.ts";
import { models } from "../../odoo/models.ts";
import { ensureAction, type OwnAction } from "../../odoo/own_action.ts";
import { asAdministrator, type Refusal } from "./administrator.ts";

const label = "External Reference";

/**
 * Creates x_external_ref on both models, once in the life of a database: adding a column waits for
 * running transactions and makes readers wait behind it, so it is never part of an ordinary run.
 * @throws {AppError} odoo_field_missing when the user may not
 */
export async function ensureRefFields(client: OdooClient): Promise<void> {
  await asAdministrator(missingField, async () => {
    const rows = await client.searchRead("ir.model", {
      domain: [["model", "in", models]],
      fields: ["model"],
    });
    for (const { id } of rows) await createField(client, Number(id));
  });
}

async function createField(client: OdooClient, modelId: number): Promise<void> {
  try {
    await client.create("ir.model.fields", [{
      name: "x_external_ref",
      model_id: modelId,
      field_description: label,
      ttype: "char",
      state: "manual",
      index: true,
      copied: false,
    }]);
  } catch (error) {
    // Somebody else was faster, or it had been there on this one of the two models.
    if (isDataError(error) && /must be unique/i.test(error.reason)) return;
    throw error;
  }
}

const uniqueIndexes = models.map((model) => {
  const table = model.replace(".", "_");
  return `env.cr.execute("CREATE UNIQUE INDEX IF NOT EXISTS ${table}_x_external_ref_unique ON ${table} (x_external_ref) WHERE x_external_ref IS NOT NULL")`;
}).join("\n");
const uniqueAction: OwnAction = {
  id: "unique_refs",
  title: "Unique x_external_ref",
  model: ["project.model_project_task", "project.task"],
  code: uniqueIndexes,
};

/**
 * Opt-in hardening: has Odoo itself refuse a second record of the same ref. Constraints cannot be
 * made over RPC, a server action can make the index; 17 ms once it is there.
 * @throws {AppError} odoo_access_denied when the user may not
 */
export async function ensureUniqueRefs(client: OdooClient): Promise<void> {
  await asAdministrator(noUniqueIndex, async () => {
    const id = await ensureAction(client, uniqueAction);
    await client.call("ir.actions.server", "run", { ids: [id] });
  });
}

const missingField: Refusal = {
  code: "odoo_field_missing",
  detail: "Cannot create the field x_external_ref: the user may not do that in Odoo.",
  suggestion:
    `Ask the Odoo administrator to add the text field x_external_ref (indexed, not copied) to ${
      models.join(" and ")
    }, or to give the seeding user Access Rights once.`,
};

const noUniqueIndex: Refusal = {
  code: "odoo_access_denied",
  detail: "Cannot make x_external_ref unique: the user may not do that in Odoo.",
  suggestion:
    "Give the seeding user Settings rights once, or set unique_refs of the binding to false.",
};
