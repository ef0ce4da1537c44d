import assert from "node:assert/strict";
import { join } from "node:path";
import { run } from "../../command.ts";
import { LOADER, TRIPLET, writeWrapper } from "./postgres_client.ts";

Deno.test("writeWrapper() makes a program that works wherever its folder is moved or linked to", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    const first = join(folder, "first place");
    const libraries = join(first, "root/usr/lib", TRIPLET);
    await Deno.mkdir(libraries, { recursive: true });
    const programs = join(first, "root/usr/lib/postgresql/17/bin");
    await Deno.mkdir(programs, { recursive: true });
    await Deno.writeTextFile(join(programs, "pg_dump"), "");
    await Deno.mkdir(join(first, "bin"));
    const loader = '#!/bin/sh\nshift 2\necho "$@"\n';
    await Deno.writeTextFile(join(libraries, LOADER), loader, { mode: 0o755 });
    await writeWrapper(join(first, "bin"), "pg_dump");
    const moved = join(folder, "moved");
    await Deno.rename(first, moved);
    await Deno.symlink(moved, join(folder, "linked"));
    for (const place of ["moved", "linked"]) {
      const said = await run(join(folder, place, "bin/pg_dump"), ["--version"]);
      assert.equal(said.trim(), `${moved}/root/usr/lib/postgresql/17/bin/pg_dump --version`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
