import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { callControl } from "../../stack/control.ts";
import { hostedDeno } from "../../stack/functions/hosted_deno.ts";
import { instanceDir } from "../../stack/paths.ts";
import { eventually } from "../integration/support/eventually.ts";
import { followed, post, report } from "../integration/support/durable.ts";
import { expectEachOnce, projectOf } from "../integration/support/interruptions.ts";
import { scenario } from "../integration/support/scenarios.ts";
import { api } from "../integration/support/api.ts";
import { signedIn } from "../integration/support/people.ts";
import { isGenuine, startReceiver } from "../integration/support/receiver.ts";
import { loadStack } from "../integration/support/stack.ts";
import { subscribing } from "../integration/support/subscriptions.ts";
import { ask, done, ended, logIn, tenancy, tenantBody } from "../integration/support/tenants.ts";

const names = [
  ...["events-send", "notify-superset", "operations-run", "seed-odoo-finance"],
  ...["shadow-odoo-finance", "tenant-create", "api"],
];

scenario("what people write is seeded, changed and read back on the platform's Deno", async (s) => {
  await projectOf(s, 300);
  await s.task("told", s.ref("close"), { description: "*Bold*", description_format: "markdown" });
  const asked = await post("", { body: { binding: s.binding, wait: false } });
  deepStrictEqual([asked.status, asked.run_status], [202, "running"]);
  await followed(asked);
  const { run_status, progress, failed_slices } = await report(asked.run_id);
  deepStrictEqual([run_status, failed_slices], ["success", 0]);
  deepStrictEqual(progress, { create: { total: 302, done: 302, failed: 0 } });
  await expectEachOnce(s, 301);
});

Deno.test("a tenant is created, cloned, backed up and suspended on the platform's Deno", async () => {
  await using t = await tenancy();
  const [slug, clone] = [t.slug("acme"), t.slug("copy")];
  const asked = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  strictEqual(asked.http, 202, asked.detail);
  await ended(asked.operation.id);
  await done(slug, "clone", { slug: clone, name: "A copy", with_data: true });
  const password = (await t.secret(slug, "odoo_admin"))!;
  match(password, /^[\w-]{32}$/);
  strictEqual(typeof await logIn(slug, `${slug}@example.com`, password), "number");
  await done(slug, "backup");
  await done(slug, "pause");
  strictEqual((await t.tenant(slug))!.status, "paused");
});

Deno.test("the API answers a person on the platform's Deno, whose token the public keys prove", async () => {
  const { token, email } = await signedIn("ann");
  const { status, body } = await api("GET", "/me", { token });
  deepStrictEqual([status, body.name], [200, email]);
});

Deno.test("an event goes out, signed, on the platform's Deno", async () => {
  await using s = await subscribing();
  await using receiver = startReceiver();
  const secret = await s.subscribe("hosted", receiver.url);
  await s.emit("things/1");
  const got = await s.until("it has arrived", () => receiver.taken[0]);
  ok(isGenuine(got, secret));
});

Deno.test("every function served on the platform's Deno", async () => {
  const { apiUrl, instance } = loadStack();
  for (const name of names) {
    const file = join(instanceDir(instance), "logs", `${name}.log`);
    // What changed in schemas is told some seconds later.
    await eventually(
      `${name} has worked`,
      async () => /"event":"(request|call)"/.test(await Deno.readTextFile(file).catch(() => "")),
    );
    // A worker may have been retired since.
    await (await fetch(`${apiUrl}/functions/v1/${name}`, { method: "POST" })).body?.cancel();
  }
  const processes: { name: string; pid: number }[] = JSON.parse(
    await callControl(loadStack(), "GET", "/processes"),
  );
  ok(processes.length > 0);
  const { command } = await hostedDeno();
  for (const { name, pid } of processes) {
    strictEqual(await Deno.readLink(`/proc/${pid}/exe`), command, name);
  }
});
