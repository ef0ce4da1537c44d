import assert from "node:assert/strict";
import { downloads, mirrorOf, plannedPackages } from "./apt.ts";

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
