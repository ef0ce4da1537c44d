import { deepStrictEqual, match, notStrictEqual } from "node:assert/strict";
import { join } from "node:path";
import { root } from "../paths.ts";
import { consolePages } from "./console.ts";

const pages = consolePages(join(root, "console"));
const get = async (path: string) => await pages.fetch(new Request(`http://127.0.0.1${path}`));

Deno.test("consolePages() serves our pages, told where the API is", async () => {
  const page = await get("/console/decide.html");
  match(await page.text(), /<script type="module" src="decide.js">/);
  match(page.headers.get("content-security-policy")!, /frame-ancestors 'none'/);
  deepStrictEqual(await (await get("/console/config.json")).json(), {
    api: "http://127.0.0.1/functions/v1/api",
  });
});

Deno.test("consolePages() serves nothing beside them", async () => {
  for (const path of ["none.js", "..%2fdeno.json", "%2e%2e/deno.json", "../deno.json"]) {
    const answer = await get(`/console/${path}`);
    notStrictEqual(answer.status, 200, path);
    await answer.body?.cancel();
  }
});
