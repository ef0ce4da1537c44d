import { hasAccess } from "../odoo/access.ts";
import { tryLogIn } from "../odoo/log_in.ts";
import type { OdooClient } from "../odoo/client.ts";
import { AppError } from "../errors.ts";
import { models } from "../odoo/models.ts";
import { reachOf } from "../seeding/session/reach.ts";
import type { Work } from "./route.ts";

/** Logs in to a binding's Odoo, past what is remembered of earlier logins. @throws {AppError} not_found, misconfigured, odoo_* */
export const test: Work = async ({ deps, ask, args }) => {
  const { name } = args as { name: string };
  await ask("get_binding", { name });
  const { connection } = await reachOf({ deps, binding: name });
  const logIn = await tryLogIn(connection, { timeoutMs: deps.config.odooTimeoutMs });
  if (logIn.is !== "in") throw logIn.fault;
  const [user, rights] = await Promise.all([userOf(logIn.client), rightsOf(logIn.client)]);
  return Response.json({
    version: logIn.client.version.text,
    transport: logIn.client.transport.kind,
    user,
    rights,
  }, { headers: { "cache-control": "no-store" } });
};

async function userOf(client: OdooClient) {
  const [user] = await client.searchRead("res.users", {
    domain: [["id", "=", client.uid]],
    fields: ["login", "name"],
    order: "id",
  });
  if (user) return { id: client.uid, login: String(user.login), name: String(user.name) };
  throw new AppError("odoo_access_denied", "Cannot read who logged in: Odoo does not show it.");
}

async function rightsOf(client: OdooClient) {
  const [projects, tasks, settings] = await Promise.all([
    ...models.map((model) => rightsTo(client, model)),
    hasAccess(client, "ir.actions.server", "create"),
  ]);
  return { projects, tasks, settings };
}

async function rightsTo(client: OdooClient, model: string) {
  const [read, create, write] = await Promise.all(
    (["read", "create", "write"] as const).map((operation) => hasAccess(client, model, operation)),
  );
  return { read, create, write };
}
