import { deepStrictEqual, ok } from "node:assert/strict";
import { join, relative } from "node:path";
import { root } from "../../stack/paths.ts";
import { routes } from "../../supabase/functions/_shared/resources/routes.ts";
import { filesBelow } from "../../tests/files.ts";

const shapes = routes.map(({ method, path }) => ({
  method,
  shape: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
}));
/** `GET /operations/{id}`, also with /api before it. */
const said = /\b(GET|POST|PUT|PATCH|DELETE) (?:\/functions\/v1)?(?:\/api)?(\/[a-z][^\s`"'|?]*)/g;
/** `task call get api/tenants/tbwa`. */
const called = /\btask call (get|post|put|patch|delete) api(\/[^\s`"'?]+)/g;
/** Functions of their own. */
const elsewhere =
  /^\/(seed-odoo-finance|shadow-odoo-finance|tenant-create|operations-run|events-send|notify-superset|mcp|auth|web|json|jsonrpc)\b/;

for (const file of [join(root, "README.md"), ...await filesBelow(join(root, "docs"), ".md")]) {
  const name = relative(root, file);
  // What was decided stands as it was said then.
  if (name.startsWith("docs/adr/")) continue;
  Deno.test(`${name} names no endpoint that is not there`, async () => {
    const text = await Deno.readTextFile(file);
    const unknown: string[] = [];
    for (const [, method, path] of [...text.matchAll(said), ...text.matchAll(called)]) {
      const plain = path!.replace(/[.,;:)]+$/, "");
      if (elsewhere.test(plain)) continue;
      const known = shapes.some((route) =>
        route.method === method!.toUpperCase() && route.shape.test(plain)
      );
      if (!known) unknown.push(`${method} ${plain}`);
    }
    deepStrictEqual(unknown, []);
  });
}

Deno.test("docs/api.md is about the API", async () => {
  const text = await Deno.readTextFile(join(root, "docs/api.md"));
  ok([...text.matchAll(said)].length > 20);
});
