import { ok, strictEqual } from "node:assert/strict";
import { browser, fits, named, openPage } from "../browser.ts";
import { mailHtml } from "../../supabase/functions/_shared/messages/mail_html.ts";
import { type Message, written } from "../../supabase/functions/_shared/messages/message.ts";
import { digest } from "../../supabase/functions/_shared/messages/templates/digest.ts";
import { drift } from "../../supabase/functions/_shared/messages/templates/drift.ts";
import { operation } from "../../supabase/functions/_shared/messages/templates/operation.ts";
import { welcome } from "../../supabase/functions/_shared/messages/templates/welcome.ts";

/** As wide as a small phone. */
const phone = 360;
const long = "a_name_without_any_place_to_break_it_".repeat(3);

const mails: Record<string, Message> = {
  drift: written(drift, "de", {
    ...{ binding: "acme", found: 12, gone: 1, open: 14 },
    first: [`YEAR/${long} name`, "YEAR/count deadline"],
  }),
  decision: written(operation, "de", {
    ...{ id: crypto.randomUUID(), tenant: "acme", kind: "pause", state: "waiting_for_approval" },
    ...{ requestedBy: "ann@example.com" },
    decide: {
      url: `https://console.example.com/decide.html#${long}`,
      until: "2026-12-01 18:00 UTC",
    },
  }),
  operation: written(operation, "en", {
    ...{ id: crypto.randomUUID(), tenant: long, kind: "backup", state: "failed" },
    ...{ requestedBy: "ann@example.com", detail: `Cannot back up ${long}.`, step: "backup" },
  }),
  digest: written(digest, "en", {
    ...{ notification: "ops", count: 312, isRest: true, last: ["acme: backup has failed"] },
    types: [["operation.failed", 310], ["drift.found", 2]],
  }),
  welcome: written(welcome, "de", {
    ...{ tenant: "Acme", url: "https://acme.example.com", login: "ann@example.com" },
    provider: "Northwind",
  }),
};

for (const [name, message] of Object.entries(mails)) {
  Deno.test({
    name: named(`the mail ${name} fits a phone in a browser`),
    ignore: browser === undefined,
    async fn() {
      await using shown = await openPage({ viewport: { width: phone, height: 700 } });
      await shown.page.setContent(mailHtml(message));
      strictEqual(await fits(shown.page), true);
      // A page on which nothing is drawn is smaller.
      ok((await shown.page.screenshot()).length > 8000);
    },
  });
}
