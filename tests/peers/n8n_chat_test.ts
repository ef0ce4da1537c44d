import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { tokenOf } from "../integration/support/actors.ts";
import { eventually } from "../integration/support/eventually.ts";
import {
  ann,
  ask,
  ben,
  ended,
  stack,
  tenancy,
  tenantBody,
} from "../integration/support/tenants.ts";
import { firedOnce } from "./support/schedule.ts";
import {
  credential,
  executions,
  filledIn,
  header,
  hook,
  publish,
  readWorkflow,
} from "./support/n8n.ts";
import { platformApi, startStandIn, tokenFor } from "./support/platform.ts";
import { startSlack } from "./support/slack.ts";

const botToken = "xoxb-tests";
const signingSecret = "what Slack signs with";
/** What hangs ends; all that comes comes sooner. */
const bound = { seconds: 120 };
const bearer = (label: string, secret: string) =>
  header(label, "Authorization", `Bearer ${secret}`);

Deno.test("each night seeds go to Odoo, Odoo is read, and the chat is told of drift", async () => {
  await using t = await tenancy();
  await using slack = startSlack(botToken, signingSecret);
  const ref = `night-${crypto.randomUUID().slice(0, 8)}`;
  await t.sql`
    insert into odoo_seed.projects (external_ref, name, company_name)
    values (${ref}, 'At night', 'Northwind Finance'), (${`${ref}-lost`}, 'Lost', 'No such company')`;
  const workflow = await readWorkflow("nightly_seed_and_shadow");
  const [trigger] = workflow.nodes.filter(({ name }) => name === "Every night");
  trigger!.parameters = { rule: { interval: [{ field: "seconds", secondsInterval: 20 }] } };
  const filled = async (token: string) =>
    filledIn(workflow, {
      settings: { api_url: platformApi, chat_url: slack.api, look_every_seconds: 0.2 },
      credentials: {
        "Odoo control plane: token of n8n": await bearer("night", token),
        "Slack: bot token": await bearer("slack", botToken),
      },
    });
  const id = await publish(await filled(await tokenFor(["runs.*", "drift.read"])));
  await firedOnce(id);
  const told = (what: RegExp) =>
    eventually(
      `the chat is told ${what}`,
      () => slack.posted.find(({ text }) => what.test(text)),
      bound,
    );
  await told(/^Drift in binding default: \d+, which is .*\d+ blocked/);
  const [seen] = await t.sql`
    select odoo_project_id from odoo_seed.projects where external_ref = ${ref}`;
  ok(seen!.odoo_project_id);
  const runs = await t.sql`
    select distinct run_type, status from odoo_seed.sync_runs where requested_by like 'n8n %'`;
  ok(runs.length >= 2, JSON.stringify(runs));

  const refused = await publish({ ...await filled("ocp_of_nobody"), name: "refused" });
  await firedOnce(refused);
  await told(/^The nightly run of binding default did not succeed: .*401/);
});

Deno.test("a button in the chat decides as who pressed it, and the callback ends the operation", async (test) => {
  await using t = await tenancy();
  await using slack = startSlack(botToken, signingSecret);
  await using deployer = startStandIn(() =>
    Response.json({ message: "no such image" }, { status: 422 })
  );
  await t.sql`
    insert into control.infra_templates (code, name, docker_image_odoo, docker_image_pg)
    values ('tests-chat', 'Tests', 'registry.example/odoo:1', 'postgres:17') on conflict do nothing`;
  await t.sql`
    insert into control.tested_images (infra_template_code, image_tag, odoo_version)
    values ('tests-chat', 'elsewhere', '19.0-20990101') on conflict do nothing`;
  const slug = t.slug("chatted");
  const asked = await ask("POST", "tenant-create", {
    body: tenantBody(slug, { template: "tests-chat" }),
  });
  await Promise.all([tokenOf(ann), tokenOf(ben)]); // they can sign in
  const signIn = (email: string) => ({
    json: JSON.stringify({
      headers: { apikey: stack.publishableKey },
      body: { email, password: stack.peoplePassword },
    }),
  });
  await publish(filledIn(await readWorkflow("approval_in_chat"), {
    settings: {
      ...{ api_url: platformApi, auth_url: `${stack.apiUrl}/auth/v1`, chat_url: slack.api },
      ...{ first_approver: "U_ANN", second_approver: "U_BEN", tries: 3, pause_seconds: 0 },
    },
    credentials: {
      "Odoo control plane: token of n8n": await bearer(
        "approvals",
        await tokenFor(["operations.read", "tenants.read"]),
      ),
      "Slack: bot token": await bearer("slack", botToken),
      "Slack: signing secret": await credential("signing", "crypto", { hmacSecret: signingSecret }),
      "Approver: first": await credential("ann", "httpCustomAuth", signIn(ann.user)),
      "Approver: second": await credential("ben", "httpCustomAuth", signIn(ben.user)),
    },
  }));
  const images = await publish(filledIn(await readWorkflow("image_upgrade"), {
    settings: { api_url: platformApi, deploy_url: deployer.url, tries: 3, pause_seconds: 0 },
    credentials: {
      "n8n: the platform": await bearer("hook", Deno.env.get("IMAGE_HOOK_TOKEN")!),
      "Your deployer": await bearer("deployer", "deploy"),
    },
  }));
  await ended(asked.operation.id);
  const body = { type: "upgrade_image", params: { image_tag: "elsewhere" } };
  const { operation } = await ask("POST", `tenants/${slug}/operations`, { body });
  const status = async () => (await ask("GET", `operations/${operation.id}`)).status;
  const json = { "content-type": "application/json" };

  await test.step("the event becomes a message with buttons; a made-up one becomes none", async () => {
    const event = (id: string) =>
      hook("operation/waiting", { headers: json, body: JSON.stringify({ data: { id } }) });
    strictEqual((await event(crypto.randomUUID())).status, 400);
    strictEqual((await event(operation.id)).status, 204);
    strictEqual((await event(asked.operation.id)).status, 204, "nothing waits there");
    strictEqual(slack.posted.length, 1);
    const [section, { elements }] = slack.posted[0]!.blocks!;
    match(section.text.text, new RegExp(`\\*upgrade_image\\* of \\*${slug}\\*.*ann@example.com`));
    deepStrictEqual(
      elements.map(({ action_id, value }: Record<string, string>) => [
        action_id,
        value,
      ]),
      [["approve", operation.id], ["refuse", operation.id]],
    );
  });

  const press = async (user: string, secret = signingSecret) => {
    const action = { action_id: "approve", value: operation.id };
    return (await hook("slack/interactive", slack.pressed(user, action, secret))).status;
  };
  const answered = (user: string) =>
    eventually(
      `${user} is answered`,
      () => slack.posted.find(({ path }) => path.endsWith(user)),
      bound,
    );

  await test.step("what Slack did not sign is refused, and nothing is decided", async () => {
    strictEqual(await press("U_BEN", "guessed"), 401);
    strictEqual(await status(), "waiting_approval");
  });
  await test.step("somebody who is no approver decides nothing", async () => {
    strictEqual(await press("U_EVE"), 200);
    match((await answered("U_EVE")).text, /you are not an approver here/);
    strictEqual(await status(), "waiting_approval");
  });
  await test.step("who asked for it does not approve it, in the chat either", async () => {
    strictEqual(await press("U_ANN"), 200);
    match((await answered("U_ANN")).text, /Cannot approve operation .* asked for it/);
    strictEqual(await status(), "waiting_approval");
  });
  await test.step("a second person does, by name", async () => {
    strictEqual(await press("U_BEN"), 200);
    const { text, replace_original } = await answered("U_BEN");
    strictEqual(text, `upgrade_image of ${slug}: approved by ${ben.user}.`);
    ok(replace_original);
  });

  await test.step("the operation calls n8n, n8n the deployer, and back: it ends at once", async () => {
    const { error } = await ended(operation.id, "failed");
    match(error!.detail, /^Cannot have the image run: .*422/);
    const sent = JSON.parse(deployer.asked[0]!.text);
    deepStrictEqual([sent.tenant, sent.image], [slug, "registry.example/odoo:elsewhere"]);
    strictEqual(deployer.asked[0]!.headers.get("authorization"), "Bearer deploy");
  });

  await test.step("a callback that is not taken is told; nobody else's call deploys anything", async () => {
    const image = (callback_url: string, secret = Deno.env.get("IMAGE_HOOK_TOKEN")!) =>
      hook("image", {
        headers: { ...json, authorization: `Bearer ${secret}` },
        body: JSON.stringify({
          tenant: slug,
          image: "x",
          image_tag: "1",
          operation_id: "x",
          callback_url,
        }),
      });
    const count = deployer.asked.length;
    strictEqual((await image(`${platformApi}/callbacks/a`, "guessed")).status, 403);
    strictEqual((await image("http://127.0.0.1:9/callbacks/a")).status, 400);
    strictEqual(deployer.asked.length, count);
    strictEqual((await image(`${platformApi}/callbacks/a.b.c`)).status, 202);
    await eventually("an execution says that the platform knows no such callback", async () => {
      return (await executions(images)).some(({ status }) => status === "error");
    }, bound);
  });
});
