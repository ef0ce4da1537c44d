import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { decisionToken } from "../../supabase/functions/_shared/decision_token.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { api, routeOf } from "./support/api.ts";
import { proposed } from "./support/proposed.ts";
import { loadStack } from "./support/stack.ts";
import { ended } from "./support/tenants.ts";

const post = (path: string, body: unknown) => api("POST", path, { body });
const status = async (path: string, body: unknown) => {
  const { status, body: { code } } = await post(path, body);
  return [status, code];
};

Deno.test("who is asked by mail decides by its link: once, on that alone, as themselves", async () => {
  await using p = await proposed();
  const { ann, ben, eve } = p;
  const first = await p.propose();
  deepStrictEqual(
    [...first.tokens].map(([to, token]) => [to, token !== undefined]).toSorted(),
    [[ann.email, false], [ben.email, true], [eve.email, false], [
      `${ben.email}, ${ann.email}`,
      false,
    ]].toSorted(),
  );
  const token = first.tokens.get(ben.email)!;

  const shown = await post("/decisions/preview", { token });
  strictEqual(shown.status, 200, JSON.stringify(shown.body));
  strictEqual(routeOf("POST", "/decisions/preview").answer.safeParse(shown.body).success, true);
  deepStrictEqual([shown.body.id, shown.body.approval.decision], [first.id, null]);
  const no = await post("/decisions", { token, decision: "refuse", reason: "Not today." });
  strictEqual(no.status, 200, JSON.stringify(no.body));
  const { decision, decided_by, reason } = no.body.approval;
  deepStrictEqual([decision, decided_by, reason], ["refused", ben.email, "Not today."]);
  const [audited] = await p.sql`
    select actor from control.audit_logs
    where object = ${`operation_approvals:${first.id}`} and after ->> 'decision' = 'refused'`;
  strictEqual(audited!.actor, ben.email);
  // Once, whichever way.
  for (const decision of ["approve", "refuse"]) {
    deepStrictEqual(await status("/decisions", { token, decision }), [
      409,
      "operation_status_refused",
    ]);
  }

  const second = await p.propose();
  deepStrictEqual(await status("/decisions", { token, decision: "approve" }), [
    409,
    "operation_status_refused",
  ], "a link of another operation");
  // It is good for nothing else: no token of a person, and no callback.
  const fresh = second.tokens.get(ben.email)!;
  strictEqual((await api("GET", "/me", { token: fresh })).status, 401);
  strictEqual((await post(`/callbacks/${fresh}`, { status: "done" })).status, 404);
  await p.sql`delete from control.platform_members where user_id = ${ben.id}`;
  deepStrictEqual((await status("/decisions", { token: fresh, decision: "approve" }))[0], 404);
  await p.sql`
    insert into control.platform_members (user_id, role) values (${ben.id}, 'platform_owner')`;
  const agreed = await post("/decisions", { token: fresh, decision: "approve" });
  strictEqual(agreed.status, 200, JSON.stringify(agreed.body));
  await ended(second.id);
  const end = (await api("GET", `/operations/${second.id}`, ann)).body;
  deepStrictEqual([end.status, end.approval.decided_by], ["succeeded", ben.email]);
});

Deno.test("a link that is none is refused, with what to do", async () => {
  const decider = {
    operation: crypto.randomUUID(),
    person: crypto.randomUUID(),
    until: new Date(Date.now() + 60_000),
  };
  const ours = new Secret(loadStack().functionsSecret);
  const tokens = {
    "none at all": "x",
    "another's": await decisionToken(new Secret("whsec_another"), decider),
    "too late": await decisionToken(ours, { ...decider, until: new Date(Date.now() - 60_000) }),
  };
  for (const [what, token] of Object.entries(tokens)) {
    const { status, body } = await post("/decisions", { token, decision: "approve" });
    deepStrictEqual([status, body.code], [401, "unauthorized"], what);
    match(body.suggestion, /ocp operation approve/);
  }
  const nobody = await decisionToken(ours, decider);
  strictEqual((await post("/decisions/preview", { token: nobody })).status, 404);
  strictEqual((await post("/decisions", { token: nobody, decision: "dance" })).status, 400);
});
