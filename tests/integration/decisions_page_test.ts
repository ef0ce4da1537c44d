import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { browser, fits, named, openPage } from "../browser.ts";
import { api } from "./support/api.ts";
import { proposed } from "./support/proposed.ts";
import { loadStack } from "./support/stack.ts";
import { ended } from "./support/tenants.ts";

/** What somebody sees on a phone, who reads German, or English. */
async function opened(url: string, locale = "en-GB") {
  const shown = await openPage({ locale, viewport: { width: 360, height: 700 } });
  await shown.page.goto(url);
  return shown;
}

const pageAt = (hash: string) => `${loadStack().apiUrl}/console/decide.html${hash}`;

Deno.test({
  name: named("the page behind a mail's link shows what waits, and approves it"),
  ignore: browser === undefined,
  async fn() {
    await using p = await proposed();
    const { id, tokens } = await p.propose();
    const url = pageAt(`#${tokens.get(p.ben.email)}`);
    await using reader = await opened(url);
    const { page } = reader;
    await page.getByRole("heading", { name: `${p.slug}: pause waits for you` }).waitFor();
    strictEqual(new URL(page.url()).hash, "", "the link is in no history");
    match((await page.locator("dl").innerText()).replaceAll(/\s+/g, " "), /Tenant .* pause/);
    strictEqual(await fits(page), true);
    await page.getByLabel("Reason").fill("It is time.");
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText(`Approved by ${p.ben.email}`).waitFor();
    strictEqual(await page.getByRole("button", { name: "Approve" }).isVisible(), false);
    await ended(id);
    const { body } = await api("GET", `/operations/${id}`, p.ann);
    deepStrictEqual([body.status, body.approval.decided_by, body.approval.reason], [
      "succeeded",
      p.ben.email,
      "It is time.",
    ]);
    deepStrictEqual(reader.complaints, []);

    // Opened again, in another browser and language, it says what became of it.
    await using german = await opened(url, "de-AT");
    await german.page.getByText(`Genehmigt von ${p.ben.email}`).waitFor();
    strictEqual(await german.page.getByRole("button").count(), 0);
  },
});

Deno.test({
  name: named("the page without a link, or with a wrong one, says what to do"),
  ignore: browser === undefined,
  async fn() {
    await using without = await opened(pageAt(""));
    await without.page.getByText("Open that link again").waitFor();
    await using wrong = await opened(pageAt("#none"));
    await wrong.page.getByText("the link is none of ours, or has expired").waitFor();
    strictEqual(await wrong.page.getByRole("button").count(), 0);
  },
});
