import assert from "node:assert/strict";
import { downloads, mirrorOf, plannedPackages } from "./debian/apt.ts";
import { checkDatabaseName } from "./databases.ts";
import { newPassword, readSecretFile, writeSecretFile } from "./secrets.ts";

Deno.test("checkDatabaseName() takes lower-case letters, digits and underscores", () => {
  for (const name of ["a", "run_1", "2026_close", "a".repeat(63)]) checkDatabaseName(name);
});

Deno.test("checkDatabaseName() refuses what PostgreSQL would quote, cut or misread", () => {
  for (const name of ["", "_a", "Run", "a-b", "a b", 'a"b', "a;b", "a\n", "é", "a".repeat(64)]) {
    assert.throws(() => checkDatabaseName(name), /^Error: Cannot use a database name/);
  }
});

Deno.test("mirrorOf() finds main of the suite among updates, security and other components", () => {
  const targets = [
    "http://mirror.example/security/ bookworm-security main",
    "http://mirror.example/debian/ bookworm contrib",
    "http://mirror.example/debian/ bookworm-updates main",
    "http://mirror.example/debian/ bookworm main",
  ].join("\n");
  assert.equal(mirrorOf("bookworm", targets), "http://mirror.example/debian/");
  assert.equal(mirrorOf("trixie", targets), undefined);
  assert.equal(mirrorOf("trixie", ""), undefined);
});

Deno.test("plannedPackages() reads the installations of a simulation and nothing else", () => {
  const simulation = `Reading package lists...
The following NEW packages will be installed:
  libc6 python3-lxml
Inst gcc-12-base (12.2.0-14 Debian:12.15/oldstable [amd64])
Inst libc6 (2.36-9 Debian:12.15/oldstable [amd64]) []
Conf gcc-12-base (12.2.0-14 Debian:12.15/oldstable [amd64])
Inst python3-lxml (4.9.2-1+b1 Debian:12.15/oldstable [amd64])
`;
  assert.deepEqual(plannedPackages(simulation), ["gcc-12-base", "libc6", "python3-lxml"]);
});

Deno.test("downloads() names each file once, with its size", () => {
  const uris = `Reading package lists...
'http://mirror.example/pool/o/odoo-19_19.0.0%2bdfsg-1_all.deb' odoo-19_19.0.0+dfsg-1_all.deb 122533504 SHA256:9d2f
'http://mirror.example/pool/l/libz_1%3a1.2_amd64.deb' libz_1%3a1.2_amd64.deb 86712 SHA256:aa
'http://mirror.example/pool/l/libz_1%3a1.2_amd64.deb' libz_1%3a1.2_amd64.deb 86712 SHA256:aa
`;
  assert.deepEqual(downloads(uris), [
    { file: "odoo-19_19.0.0+dfsg-1_all.deb", bytes: 122533504 },
    { file: "libz_1%3a1.2_amd64.deb", bytes: 86712 },
  ]);
});

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
