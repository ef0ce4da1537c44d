import assert from "node:assert/strict";
import { readSecretFile, writeSecretFile } from "./secret_file.ts";

Deno.test("writeSecretFile() replaces a file that only its owner may read", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/secrets.json`;
    assert.equal(await readSecretFile(path), undefined);
    await writeSecretFile(path, JSON.stringify({ password: "first" }));
    await writeSecretFile(path, JSON.stringify({ password: "second" }));
    assert.deepEqual(await readSecretFile(path), { password: "second" });
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
