import assert from "node:assert/strict";
import { newPassword, readSecretFile, writeSecretFile } from "./secrets.ts";

Deno.test("writeSecretFile() replaces a file that only its owner may read", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/secrets.json`;
    assert.equal(await readSecretFile(path), undefined);
    await writeSecretFile(path, JSON.stringify({ password: newPassword() }));
    await writeSecretFile(path, JSON.stringify({ password: "second" }));
    assert.deepEqual(await readSecretFile(path), { password: "second" });
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
