import { deepEqual } from "node:assert/strict";
import { schemaFiles } from "../../database/sources.ts";
import { lintSql } from "./lint.ts";

Deno.test("supabase/schemas keeps the rules of tools/lint/sql", async () => {
  const files = (await schemaFiles()).map(({ path, text }) => ({
    path: path.replace("supabase/schemas/", ""),
    text,
  }));
  const found = lintSql(files).map(({ path, line, rule, message }) =>
    `supabase/schemas/${path}:${line} ${rule}: ${message}`
  );
  deepEqual(found, []);
});
