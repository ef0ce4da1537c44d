import { hasAccess } from "../odoo/access.ts";
import { tryLogIn } from "../odoo/log_in.ts";
import type { OdooClient } from "../odoo/client.ts";
import { AppError } from "../errors.ts";
import { type Model, models } from "../odoo/models.ts";
import { reachOf } from "../seeding/session/reach.ts";
import { bindingFindings, type Rights } from "./binding_findings.ts";
import type { Work } from "./route.ts";

/** Logs in to a binding's Odoo, past what is remembered of earlier logins. @throws {AppError} not_found, misconfigured, odoo_* */
export const test: Work = async ({ deps, ask, args }) => {
  const { name } = args as { name: string };
  await ask("get_binding", { name });
  const reach = await reachOf({ deps, binding: name });
  const logIn = await tryLogIn(reach.connection, { timeoutMs: deps.config.odooTimeoutMs });
  if (logIn.is !== "in") throw logIn.fault;
  const { client } = logIn;
  const [user, rights] = await Promise.all([userOf(client), rightsOf(client)]);
  const findings = await bindingFindings({ binding: name, deps, reach, client, rights });
  return Response.json({
    version: client.version.text,
    transport: client.transport.kind,
    user,
    rights,
    findings,
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
  const [project, task] = models;
  const [projects, tasks, settings] = await Promise.all([
    rightsTo(client, project),
    rightsTo(client, task),
    hasAccess(client, "ir.actions.server", "create"),
  ]);
  return { projects, tasks, settings };
}

async function rightsTo(client: OdooClient, model: Model): Promise<Rights> {
  const [read, create, write] = await Promise.all([
    hasAccess(client, model, "read"),
    hasAccess(client, model, "create"),
    hasAccess(client, model, "write"),
  ]);
  return { read, create, write };
}
