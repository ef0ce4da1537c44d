import { z } from "zod";
import type { OdooClient } from "./client.ts";
import { quoted } from "../quoted.ts";
import { OdooFault, type Operation } from "./faults.ts";

/**
 * The module of all external ids that are ours. No addon can be called that, so none is upgraded or
 * removed with it; people give names, and an action that only has the name of ours is not ours.
 */
export const ourModule = "__odoo_control_plane__";

/** A server action of ours, as it has to be. */
export interface OwnAction {
  /** Its external id, within `ourModule`. */
  id: string;
  /** For people. */
  title: string;
  /** External id of its model, such as `base.model_res_users`, and that model's name. */
  model: [externalId: string, name: string];
  code: string;
}

const loaded = z.object({ ids: z.tuple([z.number()]) });
const refusal = z.object({
  messages: z.tuple([z.object({ message: z.string() })]).rest(z.unknown()),
});

/**
 * The id of the action, put right or made where it is another or missing, both by its external id: of two
 * who make it at once, one does, and the other finds it. Each change clears Odoo's caches. Needs Settings rights.
 * @throws {OdooFault} access, also when it does not stay as it was written
 */
export async function ensureAction(client: OdooClient, action: OwnAction): Promise<number> {
  const id = await findAction(client, action);
  if (id !== undefined) return id;
  try {
    return await writeAction(client, action);
  } catch (error) {
    const made = error instanceof NotMade ? await findAction(client, action) : undefined;
    if (made === undefined) throw error;
    return made;
  }
}

/** Its id, where it is there and as it has to be. */
async function findAction(client: OdooClient, action: OwnAction): Promise<number | undefined> {
  const [ids, actions] = await Promise.all([
    client.searchRead("ir.model.data", {
      domain: [
        ["module", "=", ourModule],
        ["name", "=", action.id],
        ["model", "=", "ir.actions.server"],
      ],
      fields: ["res_id"],
    }),
    like(client, ["name", "=", action.title]),
  ]);
  const id = Number(ids[0]?.res_id ?? 0);
  const known = actions.find((row) => Number(row.id) === id);
  return known && isAsItShould(client, known, action) ? id : undefined;
}

/** Odoo stored no action; as a rule, because somebody else makes it at that moment. */
export class NotMade extends OdooFault {
  constructor(operation: Operation, reason = "Odoo made none") {
    super("access", operation, reason);
  }
}

/** As ensureAction, for one that is there at most for moments: it is written without a look. */
export async function writeAction(client: OdooClient, action: OwnAction): Promise<number> {
  const values = {
    id: `${ourModule}.${action.id}`,
    name: action.title,
    "model_id/id": action.model[0],
    state: "code",
    [`${groupField(client)}/id`]: "",
    code: action.code,
  };
  const kwargs = { fields: Object.keys(values), data: [Object.values(values)] };
  const reported = await client.call("ir.actions.server", "load", { kwargs });
  const answer = loaded.safeParse(reported);
  const operation = client.operation(`make the server action ${quoted(action.title)}`);
  if (!answer.success) {
    throw new NotMade(operation, refusal.safeParse(reported).data?.messages[0].message);
  }
  const [id] = answer.data.ids;
  // An automation of that Odoo may have changed it as it was written.
  const [written] = await like(client, ["id", "=", id]);
  if (!written) throw new NotMade(operation, "it was gone at once");
  if (isAsItShould(client, written, action)) return id;
  const reason = "it does not stay as it was written; something there changes it";
  throw new OdooFault("access", operation, reason);
}

function like(client: OdooClient, leaf: [string, string, unknown]) {
  const fields = ["state", "code", "model_name", groupField(client)];
  return client.searchRead("ir.actions.server", { domain: [leaf], fields });
}

function isAsItShould(
  client: OdooClient,
  row: Record<string, unknown>,
  { model: [, name], code }: OwnAction,
): boolean {
  const groups = row[groupField(client)];
  return row.state === "code" && row.model_name === name &&
    String(row.code).trim() === code.trim() && !(Array.isArray(groups) && groups.length > 0);
}

function groupField({ version }: OdooClient): string {
  return version.major >= 19 ? "group_ids" : "groups_id";
}
