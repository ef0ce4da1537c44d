import assert from "node:assert/strict";
import { requireSpace } from "./space.ts";

Deno.test("requireSpace() is content with what is free, and names what is not", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await requireSpace(folder, 1, "begin");
    await assert.rejects(
      requireSpace(folder, 4e18, "unpack Odoo"),
      /^Error: Cannot unpack Odoo: 4000000000000 MB are needed, and \d+ MB are free where .+ is\.$/,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
