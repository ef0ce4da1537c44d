import assert from "node:assert/strict";
import { archivesOf, downloads, plannedPackages } from "./apt.ts";

const debian13 = "ID=debian\nVERSION_CODENAME=trixie\n";
const ubuntu = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n";

Deno.test("archivesOf() finds main of the host's release among updates, security and other components", () => {
  const targets = [
    "http://mirror.example/security/ trixie-security main",
    "http://mirror.example/debian/ trixie contrib",
    "http://mirror.example/debian/ trixie-updates main",
    "http://mirror.example/debian/ trixie main",
  ].join("\n");
  const { name, own, debian } = archivesOf(debian13, targets);
  const signed = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]";
  assert.equal(name, "Debian trixie");
  assert.equal(own, `${signed} http://mirror.example/debian/ trixie main`);
  assert.equal(debian?.("sid"), `${signed} http://mirror.example/debian/ sid main`);
  assert.throws(() => archivesOf(debian13.replace("trixie", "forky"), targets), /"forky main"/);
  assert.throws(() => archivesOf(debian13, ""), /no source for "trixie main"/);
});

Deno.test("archivesOf() takes Ubuntu's universe, too, and Debian's archive only where it is configured", () => {
  const own =
    "http://ports.example/ubuntu/ noble main\nhttp://ports.example/ubuntu/ noble universe";
  const alone = archivesOf(ubuntu, own);
  assert.equal(
    alone.own,
    "deb [signed-by=/usr/share/keyrings/ubuntu-archive-keyring.gpg] http://ports.example/ubuntu/ noble main universe",
  );
  assert.equal(alone.debian, undefined);
  const both = archivesOf(ubuntu, `${own}\nhttp://mirror.example/debian/ sid main`);
  assert.match(
    both.debian?.("trixie") ?? "",
    /debian-archive-keyring.* http:\/\/mirror.example\/debian\/ trixie main$/,
  );
});

Deno.test("archivesOf() does not guess at the archives of another system", () => {
  assert.throws(() => archivesOf("ID=fedora\n", ""), /neither Debian nor Ubuntu/);
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
