import { strictEqual } from "node:assert/strict";
import { peer } from "../../../supabase/functions/_shared/outside/fake_peer.ts";
import { api } from "./api.ts";
import { notifying, peersAt } from "./notifying.ts";
import { type Person, signedIn, signedInAs } from "./people.ts";
import { loadStack } from "./stack.ts";
import { ended, tenancy, tenantBody } from "./tenants.ts";

const link = /(http:[^\s"#]*\/console\/decide\.html)#([\w.-]+)/;

/** What an agent of Ann proposes for a tenant that runs, and the mails of those who were told. */
export async function proposed() {
  const { apiUrl } = loadStack();
  await using made = new AsyncDisposableStack();
  const t = made.use(await tenancy());
  const n = made.use(await notifying());
  const mailgun = made.use(peer(() => Response.json({ id: "<m@mg.example.com>" })));
  const slug = t.slug("decided");
  const [ann, ben, eve] = await Promise.all([
    signedInAs(t.sql, "platform_owner"),
    signedInAs(t.sql, "platform_owner"),
    signedIn("eve"),
  ]) as [Person, Person, Person];
  const created = await api("POST", "/tenants", { ...ann, body: tenantBody(slug) });
  await ended(created.body.operation.id);
  const { secret: token } = (await api("POST", "/tokens", {
    ...ann,
    body: { name: `agent-${crypto.randomUUID()}`, kind: "agent", on_behalf_of: ann.id },
  })).body;
  const wishes = { peer: "mail", types: ["operation.waiting_for_approval"], tenants: [slug] };
  const addresses = [ann.email, ben.email, eve.email, `${ben.email}, ${ann.email}`];
  for (const [i, address] of addresses.entries()) {
    await n.notify(`decide-${slug}-${i}`, { ...wishes, address });
  }
  const operations = `/tenants/${slug}/operations`;
  const kept = made.move();
  return {
    ...{ sql: t.sql, slug, ann, ben, eve },
    /** @returns the operation, and the token of each address; undefined in a mail without a link */
    async propose() {
      const body = { type: "pause" };
      const { operation } = (await api("POST", operations, { token, body })).body;
      strictEqual(operation.status, "waiting_approval");
      const peers = { ...peersAt({ mailgun: mailgun.url }), consoleUrl: `${apiUrl}/console` };
      mailgun.requests.length = 0;
      await n.tell(peers);
      const mails = await Promise.all(
        mailgun.requests.map(({ body, headers }) => new Response(body, { headers }).formData()),
      );
      const tokens = mails.map((mail) => {
        const texts = ["text", "html"].map((part) => link.exec(String(mail.get(part)))?.[2]);
        strictEqual(texts[0], texts[1]);
        return [String(mail.get("to")), texts[0]] as const;
      });
      return { id: operation.id as string, tokens: new Map(tokens) };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
