import { aptServes } from "./debian/apt.ts";
import { startDebianOdoo } from "./debian/debian.ts";
import { dockerAnswers, startDockerOdoo } from "./docker.ts";
import { useOdooAt } from "./existing.ts";
import type { RunningOdoo, StartOptions } from "./types.ts";
import { WAYS } from "./ways.ts";

/** Comes by a real Odoo in the first way that this machine offers, and says which it was. */
export async function startOdoo(options: StartOptions): Promise<RunningOdoo> {
  const odoo = await firstWay(options);
  const { source, version, url } = odoo.server;
  options.progress.note(`Odoo ${version} (${source}) at ${url}`);
  return odoo;
}

async function firstWay(options: StartOptions): Promise<RunningOdoo> {
  const url = Deno.env.get("ODOO_URL");
  if (url) return await useOdooAt(url.replace(/\/+$/, ""), options);
  if (await dockerAnswers()) return await startDockerOdoo(options);
  if (await aptServes()) return await startDebianOdoo(options);
  throw new Error(`Cannot start Odoo: no way to come by one is open. ${WAYS}`);
}
