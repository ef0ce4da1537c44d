import { strictEqual } from "node:assert/strict";
import { copiedUrls } from "./copied_urls.ts";
import { odooBaseUrl } from "./odoo_url.ts";

for (const [copied, base] of copiedUrls) {
  Deno.test(`odooBaseUrl() cuts ${JSON.stringify(copied)} to ${base}`, () => {
    strictEqual(odooBaseUrl(copied), base);
    strictEqual(odooBaseUrl(base), base);
  });
}

Deno.test("odooBaseUrl() leaves what is no URL to whoever checks it", () => {
  strictEqual(odooBaseUrl(" odoo.example.com/web "), "odoo.example.com/web");
  strictEqual(odooBaseUrl("http://ben:x@Odoo.example.com"), "http://ben:x@odoo.example.com");
});
