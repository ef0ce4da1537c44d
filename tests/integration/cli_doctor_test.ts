import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import type { Finding } from "../../cli/doctor/finding.ts";
import { api } from "./support/api.ts";
import { type Actor, tokenOf } from "./support/actors.ts";
import { eventually } from "./support/eventually.ts";
import { folderOf, ocp, type Ran } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { boundTenants } from "./support/seeds.ts";
import { loadStack } from "./support/stack.ts";
import { ann } from "./support/tenants.ts";
import { pasted } from "./support/typed.ts";

const stack = loadStack();
const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
addEventListener("unload", () => void sql.end());

interface Told {
  summary: Record<Finding["state"], number>;
  findings: Finding[];
}

/** What doctor finds, of the Odoos in those that are named. */
async function doctor(token: string, ...bindings: string[]) {
  const named = bindings.length === 0 ? [] : ["--binding", ...bindings];
  return seenBy(await ocp(token, "--json", "doctor", ...named));
}

const checks = await Deno.readTextFile(new URL("../../docs/doctor.md", import.meta.url));

function seenBy(ran: Ran) {
  const { summary, findings } = JSON.parse(ran.out) as Told;
  for (const { area, name } of findings) ok(checks.includes(`| \`${area}.${name}\` |`), name);
  return {
    ...{ code: ran.code, err: ran.err, summary, findings },
    /** The first finding of a check, of an object where one is named. */
    of(check: string, object?: string): Finding | undefined {
      return findings.find((one) =>
        `${one.area}.${one.name}` === check && (object === undefined || one.object === object)
      );
    },
  };
}

const asAnn = async (...bindings: string[]) => await doctor(await tokenOf(ann), ...bindings);

Deno.test("ocp doctor looks from here to an Odoo, and ends as what it found", async () => {
  const found = await eventually("schedules run", async () => {
    const found = await asAnn("default");
    return found.of("queue.driven")?.state === "ok" && found;
  });
  const healthy = [
    ...["here.address", "here.login", "here.runtime", "api.version", "api.caller", "api.token"],
    ...["versions.postgres", "versions.functions", "vault.secret", "queue.driven"],
    ...["webhooks.callbacks", "storage.backups", "systems.configured", "odoo.login"],
    ...["odoo.version", "odoo.rights", "odoo.x_external_ref", "odoo.clock", "odoo.workers"],
  ];
  for (const check of healthy) strictEqual(found.of(check)?.state, "ok", JSON.stringify(found));
  for (const check of ["queue.waiting", "queue.dead", "tokens.expiring", "backups.stale"]) {
    ok(found.of(check), check);
  }
  strictEqual(found.of("odoo.copy"), undefined, "it is no copy");
  const { failure, warning, ok: well, unseen } = found.summary;
  strictEqual(found.code, failure > 0 ? 1 : warning > 0 ? 2 : 0);
  strictEqual(well + warning + failure + unseen, found.findings.length);
  for (const { state, suggestion, next, seen } of found.findings) {
    ok(seen !== "" && (state === "ok" ? suggestion === null && next === null : true));
  }
  const told = await ocp(await tokenOf(ann), "doctor", "--binding", "default");
  match(told.out, /^here\n {2}✓ address +The platform is at /);
  match(told.out, /\n\d+ ok, \d+ warnings?, \d+ failures?\.\n$/);
  match(
    (await ocp(await tokenOf(ann), "-o", "csv", "doctor", "--binding", "default")).out,
    /^area,check,object,state,seen,suggestion,next\nhere,address,/,
  );
});

Deno.test("ocp doctor says what somebody with less rights does not see", async () => {
  const viewer: Actor = { user: "doctor-viewer@example.com", role: "viewer", tenant: "tbwa" };
  const found = await eventually("the platform is ready", async () => {
    const found = await doctor(await tokenOf(viewer));
    return found.of("api.ready")?.state === "ok" && found;
  });
  deepStrictEqual([found.code, found.summary.unseen], [0, 2], JSON.stringify(found.findings));
  match(found.of("platform.checkup")!.seen, /it takes|takes the permission platform\.read/);
  match(found.of("odoo.bindings")!.seen, /bindings\.read/);
  const [mine, theirs] = await boundTenants(sql);
  const admin = await signedInAs(sql, "admin", mine);
  const own = await doctor(admin.token);
  deepStrictEqual([own.code, own.of("odoo.login", mine)?.state], [1, "failure"]);
  strictEqual(own.of("odoo.login", theirs), undefined);
});

Deno.test("ocp doctor tells a token that ends soon, one that has ended, and nobody at all", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const name = `tired-${crypto.randomUUID()}`;
  const body = { name, kind: "service", role: "viewer", tenant: "tbwa", days: 3 };
  const { id, secret } = (await api("POST", "/tokens", { token, body })).body;
  const soon = await eventually("the platform is ready", async () => {
    const found = await doctor(secret);
    return found.of("api.ready")?.state === "ok" && found;
  });
  deepStrictEqual([soon.code, soon.of("api.token")?.state], [2, "warning"]);
  const all = await asAnn("default");
  const finding = all.of("tokens.expiring", name)!;
  strictEqual(finding.state, "warning");
  match(finding.next!, new RegExp(` ocp token rotate ${id}$`));

  await sql`
    update control.api_token_secrets
    set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'
    where token_id = ${id}`;
  const ended = await doctor(secret);
  deepStrictEqual([ended.code, ended.of("api.caller")?.state], [1, "failure"]);
  match(ended.of("api.caller")!.next!, / task ocp login /);
  strictEqual(ended.of("odoo.bindings"), undefined, "nothing else is asked");
  strictEqual((await api("DELETE", `/tokens/${id}`, { token })).status, 200);

  const nowhere = seenBy(
    await pasted("deno task ocp --json doctor", { OCP_URL: "http://127.0.0.1:9" }),
  );
  deepStrictEqual([nowhere.code, nowhere.of("api.reached")?.state], [1, "failure"]);
  const half = seenBy(await pasted("deno task ocp --json doctor", { OCP_TOKEN: "" }));
  deepStrictEqual([half.code, half.of("here.address")?.state], [1, "failure"]);
});

Deno.test("ocp doctor tells a login that others can read, until the line it prints was typed", async () => {
  await using home = await folderOf({});
  await Deno.mkdir(home.at("ocp"));
  const file = home.at("ocp/login.json");
  await Deno.writeTextFile(file, "{}", { mode: 0o644 });
  await Deno.chmod(file, 0o644);
  const look = async () =>
    seenBy(
      await pasted("deno task ocp --json doctor --binding default", {
        XDG_CONFIG_HOME: home.path,
      }),
    );
  const { code, of } = await look();
  deepStrictEqual([code, of("here.login")?.state], [1, "failure"]);
  strictEqual((await pasted(of("here.login")!.next!)).code, 0);
  strictEqual((await look()).of("here.login")?.state, "ok");
});

Deno.test("ocp doctor tells an Odoo that is away, a wrong password, and a secret that is not there", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const { url, database, logins } = stack.odoo;
  const bound = async (changes: object) => {
    const name = `sick-${crypto.randomUUID().slice(0, 8)}`;
    const { login: username, password: secret } = logins.bot;
    const body = { name, account_slug: name, url, database, username, secret, ...changes };
    strictEqual((await api("POST", "/bindings", { token, body })).status, 201);
    return name;
  };
  const away = await bound({ url: "http://127.0.0.1:9" });
  const wrong = await bound({ secret: "wrong" });
  const [unset] = await boundTenants(sql);
  const { code, of } = await asAnn(away, wrong, unset);
  strictEqual(code, 1);
  const next = (name: string) => of("odoo.login", name)!.next!;
  match(of("odoo.login", away)!.seen, /unreachable, nothing answers there/);
  ok(next(away).endsWith(` task ocp binding test ${away}`));
  match(of("odoo.login", wrong)!.seen, /password|refused|wrong/i);
  ok(next(wrong).endsWith(` task ocp binding rotate ${wrong}`));
  const missing = of("vault.binding_secret", unset)!;
  ok(missing.next!.endsWith(` task ocp binding rotate ${unset}`));
  strictEqual(of("vault.binding_secret", wrong), undefined, "that one has a secret");

  const { login: username, password: secret } = logins.bot;
  strictEqual(
    (await pasted(`deno task ocp binding rotate ${wrong} <<< '${secret}'`)).code,
    0,
    username,
  );
  strictEqual((await asAnn(wrong)).of("odoo.login", wrong)?.state, "ok");
  strictEqual(
    (await api("PATCH", `/bindings/${away}`, { token, body: { sync_enabled: false } })).status,
    200,
  );
  strictEqual((await asAnn(away)).of("odoo.off", away)?.state, "ok");
  const none = await asAnn("none-such");
  deepStrictEqual([none.code, none.of("api.refused")?.state], [1, "failure"]);
});

Deno.test("ocp doctor tells a schedule that is late, until the line it prints was typed", async () => {
  const name = "ops-forget-job-runs";
  const [{ there }] = await sql<[{ there: boolean }]>`
    with made_late as (
      update ops.schedules
      set last_succeeded_at = now() - interval '1 year', changed_at = now() - interval '1 year',
        next_at = now() + interval '1 hour'
      where name = ${name} returning 1
    ) select exists (select from made_late) as there`;
  ok(there);
  const late = (await asAnn("default")).of("schedules.late", name)!;
  strictEqual(late.state, "failure");
  match(late.next!, new RegExp(` ocp schedule run ${name}$`));
  const ran = await pasted(late.next!);
  strictEqual(ran.code, 0, ran.err);
  strictEqual((await asAnn("default")).of("schedules.late", name), undefined);
});

Deno.test("ocp doctor tells dead letters, and calls that cannot be signed", async () => {
  const key = crypto.randomUUID();
  await sql`
    insert into ops.work (kind, key, status, died_at, error)
    values ('run', ${key}, 'dead', now(), '{"code": "cut_off", "detail": "Too long."}')`;
  try {
    const dead = (await asAnn("default")).of("queue.dead")!;
    strictEqual(dead.state, "failure");
    match(dead.seen, /run cut_off/);
    match(dead.next!, / ocp letter list$/);
  } finally {
    await sql`delete from ops.work where key = ${key}`;
  }
  const [secret] = await sql`select id from vault.secrets where name = 'functions_secret'`;
  await sql`select vault.update_secret(${secret!.id}, new_name => 'functions_secret_away')`;
  try {
    const { code, of, findings } = await asAnn("default");
    deepStrictEqual([code, of("api.ready")?.state], [1, "failure"]);
    strictEqual(of("vault.secret", "functions_secret")?.state, "failure");
    strictEqual(of("systems.configured", "functions")?.state, "failure");
    ok(!JSON.stringify(findings).includes(stack.functionsSecret), "no value is shown");
  } finally {
    await sql`select vault.update_secret(${secret!.id}, new_name => 'functions_secret')`;
  }
  strictEqual((await asAnn("default")).of("vault.secret", "functions_secret")?.state, "ok");
});
