import { ok } from "node:assert/strict";
import { join } from "node:path";
import { instanceDir } from "../../stack/paths.ts";
import { filesBelow } from "../files.ts";
import { stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

/** Odoo's own logs are Odoo's; the rest is ours. */
async function ourLogs(): Promise<[file: string, text: string][]> {
  const files = await filesBelow(join(instanceDir(stack.instance), "logs"), ".log");
  return await Promise.all(
    files.map(async (file): Promise<[string, string]> => [file, await Deno.readTextFile(file)]),
  );
}

scenario("no log shows a token, a password or a key, not even of failed runs", async (s) => {
  const wrong = `wrong-${crypto.randomUUID()}`;
  await s.task("task", await s.project("close"));
  await s.seed();
  await s.shadow();
  await s.bindSecret(wrong);
  await s.seed();
  await s.bind({ transport: "json2" });
  await s.seed();
  await s.bind({ url: "http://127.0.0.1:9" });
  await s.seed();

  const { admin, bot, projectManager } = stack.odoo.logins;
  const { seedRunToken, functionsSecret, serviceRoleKey, secretKey, odoo } = stack;
  const secrets = [seedRunToken, functionsSecret, serviceRoleKey, secretKey];
  secrets.push(odoo.masterPassword, wrong);
  for (const { password, apiKey } of [admin, bot, projectManager]) {
    secrets.push(password);
    if (apiKey) secrets.push(apiKey);
  }
  const logs = await ourLogs();
  ok(logs.some(([, text]) => text.includes("odoo_auth_failed")), "the failed runs left no line");
  for (const [file, text] of logs) {
    for (const [index, secret] of secrets.entries()) {
      ok(!text.includes(secret), `secret ${index} is in ${file}`);
    }
  }
  const rows = await s.sql`select error from odoo_seed.sync_runs where binding = ${s.binding}`;
  for (const secret of secrets) ok(!JSON.stringify(rows).includes(secret));
});
