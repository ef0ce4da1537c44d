import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { eventually } from "./support/eventually.ts";
import { tokenOf } from "./support/actors.ts";
import {
  ann,
  ask,
  ben,
  databaseExists,
  ended,
  stack,
  tenancy,
  tenantBody,
} from "./support/tenants.ts";

const program = fileURLToPath(new URL("../../cli/tenant_purge.ts", import.meta.url));

/** Runs the command as somebody at a terminal without a keyboard. */
async function command(args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", program, ...args, "--json"],
    env: { SUPABASE_URL: stack.apiUrl, OCP_TOKEN: await tokenOf(ann), ...env },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  const told = text.trim() === "" ? {} : JSON.parse(text);
  return { code, told, log: new TextDecoder().decode(stderr) };
}

Deno.test("tenant:purge destroys a tenant once its slug is typed and a second person agrees", async () => {
  await using t = await tenancy();
  const slug = t.slug("purged");
  const { operation } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  await ended(operation.id);
  const sure = ["--confirm", slug];

  const untyped = await command([slug]);
  deepStrictEqual([untyped.code, untyped.told.slug], [2, slug]);
  match(untyped.told.detail, /was not typed/);
  strictEqual((await command([slug, "--confirm", "other"])).code, 2);
  const nobody = await command(["none-such", "--confirm", "none-such"]);
  deepStrictEqual([nobody.code, nobody.told.code], [4, "not_found"]);
  const OCP_TOKEN = await tokenOf({ user: "fay@example.com", role: "finance_owner" });
  const finance = await command([slug, ...sure], { OCP_TOKEN });
  deepStrictEqual([finance.code, finance.told.code], [4, "forbidden"]);
  const both = await command([slug, ...sure, "--as", "ben@example.com"]);
  deepStrictEqual([both.code, both.told.detail?.includes("--as")], [5, true]);
  const away = await command([slug, ...sure], { SUPABASE_URL: "http://127.0.0.1:9" });
  strictEqual(away.code, 5);
  const half = await command([slug, ...sure], { OCP_TOKEN: "" });
  deepStrictEqual([half.code, half.told.detail?.includes("OCP_TOKEN")], [5, true]);
  strictEqual(await databaseExists(slug), true);

  const waiting = await command([slug, ...sure, "--wait", "0"]);
  deepStrictEqual([waiting.code, waiting.told.status], [3, "waiting_approval"]);
  const approve = ["--approve", waiting.told.operation];
  const self = await command([slug, ...sure, ...approve]);
  deepStrictEqual([self.code, self.told.code], [4, "forbidden"]);
  const line = waiting.log.split("\n").find((line) => line.includes("--approve"))!.trim();
  strictEqual((await shell(line)).code !== 0, true, "it names nobody");
  const second = await shell(line, { APPROVER: await tokenOf(ben) });
  deepStrictEqual(
    [second.code, second.out.includes(waiting.told.operation)],
    [3, true],
    second.out,
  );
  await ended(waiting.told.operation);

  strictEqual((await t.tenant(slug))!.status, "decommissioned");
  strictEqual(await databaseExists(slug), false);
  // Once more, of what is gone: it can be asked for, and finds nothing.
  const again = command([slug, ...sure, "--wait", "30"]);
  const id = await openPurge(slug);
  await ask("POST", `operations/${id}/approve`, { actor: ben });
  const { code, told, log } = await again;
  deepStrictEqual([code, told.status, told.operation], [0, "succeeded", id]);
  ok(log.includes("remove_backups"), log);
});

/** Runs a line that the command printed, with the variables that it asks for. */
async function shell(line: string, env: Record<string, string> = {}) {
  const script = line.replace(
    /^(OCP_TOKEN="[^"]*") .* task tenant:purge/,
    `$1 "$DENO" run -A "$PROGRAM"`,
  );
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", script],
    env: {
      ...{ DENO: Deno.execPath(), PROGRAM: program, SUPABASE_URL: stack.apiUrl },
      OCP_TOKEN: await tokenOf(ann),
      ...env,
    },
    stdin: "null",
  }).output();
  return { code, out: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

/** The purge that waits for somebody. */
async function openPurge(slug: string): Promise<string> {
  return await eventually(`a purge of ${slug} waits`, async () => {
    const { open_operation: open } = await ask("GET", `tenants/${slug}`);
    return (open as { id: string } | null)?.id;
  });
}
