import { deepStrictEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { mailHtml } from "../../supabase/functions/_shared/messages/mail_html.ts";
import { type Message, written } from "../../supabase/functions/_shared/messages/message.ts";
import { digest } from "../../supabase/functions/_shared/messages/templates/digest.ts";
import { drift } from "../../supabase/functions/_shared/messages/templates/drift.ts";
import { operation } from "../../supabase/functions/_shared/messages/templates/operation.ts";
import { welcome } from "../../supabase/functions/_shared/messages/templates/welcome.ts";
import { browser } from "../browser.ts";

/** As wide as a small phone. */
const phone = 360;
const long = "a_name_without_any_place_to_break_it_".repeat(3);

const mails: Record<string, Message> = {
  drift: written(drift, "de", {
    ...{ binding: "acme", found: 12, gone: 1, open: 14 },
    first: [`YEAR/${long} name`, "YEAR/count deadline"],
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

/** A page that shows a mail as wide as a phone, and writes how wide its words would like to be. */
const page = (mail: string) =>
  `<!doctype html><body style="margin:0"><iframe id="mail" width="${phone}" height="700" ` +
  `style="border:0" srcdoc="${mail.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"></iframe>` +
  `<script>document.getElementById("mail").onload = ({ target: { contentDocument: it } }) => {
    document.body.dataset.width = it.documentElement.scrollWidth;
  };</script>`;

async function run(args: string[], folder: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(browser!, {
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"],
      ...[`--user-data-dir=${join(folder, "profile")}`, "--virtual-time-budget=2000", ...args],
    ],
  }).output();
  ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

for (const [name, message] of Object.entries(mails)) {
  Deno.test({
    name: `the mail ${name} fits a phone in a browser${browser ? "" : ": skipped, there is none"}`,
    ignore: browser === undefined,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        const [file, shot] = [join(folder, `${name}.html`), join(folder, `${name}.png`)];
        await Deno.writeTextFile(file, page(mailHtml(message)));
        const dom = await run(["--dump-dom", `file://${file}`], folder);
        deepStrictEqual(/data-width="(\d+)"/.exec(dom)?.[1], String(phone));
        await run([`--screenshot=${shot}`, "--window-size=500,700", `file://${file}`], folder);
        // A page on which nothing is drawn is smaller.
        ok((await Deno.stat(shot)).size > 8000);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
