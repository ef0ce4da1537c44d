/**
 * Starts only Odoo, in the foreground, for looking into it:
 *   deno run -A stack/odoo/main.ts --keep [--port 8169] [--data .local/odoo-dev]
 * The last line of stdout is JSON with the server and its logins; without --keep it ends there.
 */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { killLeftovers } from "../leftovers.ts";
import { freePort } from "../process.ts";
import { terminalProgress } from "../progress.ts";
import { unprivilegedUser } from "../run_as.ts";
import { startOdoo } from "./odoo.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const { values } = parseArgs({
  args: Deno.args,
  options: {
    keep: { type: "boolean", default: false },
    port: { type: "string" },
    data: { type: "string", default: join(repository, ".local", "odoo-dev") },
  },
});

const dataDir = resolve(values.data);
await killLeftovers(dataDir);
const stopAsked = Promise.withResolvers<void>();
let stop: () => unknown = async () => {
  await killLeftovers(dataDir); // asked in the middle of starting
  Deno.exit(130);
};
for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => stop());

const odoo = await startOdoo({
  cacheDir: join(repository, ".cache"),
  dataDir,
  port: values.port ? Number(values.port) : freePort(),
  progress: terminalProgress(),
  runAs: unprivilegedUser(),
});
stop = stopAsked.resolve;
console.log(JSON.stringify({ server: odoo.server, logins: odoo.logins }));
if (values.keep) await stopAsked.promise;
await odoo.stop();
Deno.exit(0); // the signal listeners would keep it
