import { deepEqual } from "node:assert/strict";
import { brokenReleases, releaseOf } from "./released.ts";

const migration = (name: string, text: string) => ({ path: `supabase/migrations/${name}`, text });

Deno.test("brokenReleases() names released migrations that changed or are gone, and no new one", () => {
  const first = migration("1_baseline.sql", "select 1;");
  const second = migration("2_more.sql", "select 2;");
  const released = releaseOf([first, second]);
  const third = migration("3_new.sql", "select 3;");
  deepEqual(brokenReleases(released, [first, second, third]), []);
  deepEqual(brokenReleases(released, [{ ...first, text: "select 0;" }, second]), [
    "1_baseline.sql",
  ]);
  deepEqual(brokenReleases(released, [first]), ["2_more.sql"]);
});
