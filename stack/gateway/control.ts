import type { FunctionProcesses } from "../functions/processes.ts";
import { requestRole, type RoleKeys } from "../keys.ts";
import type { RunningOdoo } from "../odoo/types.ts";
import { problem } from "./problem.ts";

export interface ControlRoutes {
  functions: FunctionProcesses;
  odoo?: Pick<RunningOdoo, "kill" | "start" | "copyDatabase" | "dropDatabase">;
  keys: RoleKeys;
}

/** `/_stack/…`: lets tests break things on purpose; the caller comes in the service role. */
export async function serveControl(
  request: Request,
  path: string,
  { functions, odoo, keys }: ControlRoutes,
): Promise<Response> {
  if (await requestRole(request, keys) !== "service_role") {
    return problem(401, "UNAUTHORIZED", "Unauthorized", "The key is not one of the service role.");
  }
  const [area, ...rest] = path.slice(1).split("/").map(decodeURIComponent);
  const route = `${request.method} ${area}`;
  if (route === "GET processes") return Response.json(functions.list());
  if (route === "POST functions" && rest[1] === "kill") {
    return Response.json({ killed: await functions.kill(rest[0]!) });
  }
  if (route === "POST odoo" && !odoo) {
    return problem(409, "NO_ODOO", "No Odoo", "This instance was started without Odoo.");
  }
  if (route === "POST odoo" && odoo && await controlOdoo(odoo, rest)) {
    return Response.json({ done: true });
  }
  return problem(404, "NOT_FOUND", "Not found", `${route} has no such control: ${path}.`);
}

type Odoo = NonNullable<ControlRoutes["odoo"]>;

async function controlOdoo(odoo: Odoo, [first, name, action]: string[]): Promise<boolean> {
  if (first === "kill") await odoo.kill();
  else if (first === "start") await odoo.start();
  else if (first === "databases" && name && action === "copy") await odoo.copyDatabase(name);
  else if (first === "databases" && name && action === "drop") await odoo.dropDatabase(name);
  else return false;
  return true;
}
