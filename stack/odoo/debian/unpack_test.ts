import assert from "node:assert/strict";
import { join } from "node:path";
import { run, succeeds } from "../../command.ts";
import { stopSpawned, waitFor } from "../../process.ts";
import { unpack } from "./unpack.ts";

const ignore = !await succeeds("dpkg-deb", ["--version"]);

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A package with one file and a page of documentation, as dpkg-deb makes it. */
async function archive(folder: string, name: string): Promise<string> {
  const source = join(folder, name);
  for (const path of ["DEBIAN", "usr/share/doc"]) {
    await Deno.mkdir(join(source, path), { recursive: true });
  }
  const control = ["Version: 1", "Architecture: all", "Maintainer: a", "Description: none"];
  await Deno.writeTextFile(
    join(source, "DEBIAN/control"),
    [`Package: ${name}`, ...control, ""].join("\n"),
  );
  await Deno.writeTextFile(join(source, "usr/share/doc/readme"), "not wanted");
  await Deno.writeTextFile(join(source, "usr", name), "wanted");
  const file = join(folder, `${name}.deb`);
  await run("dpkg-deb", ["--build", "--root-owner-group", source, file]);
  return file;
}

/** Processes that speak of the folder. */
async function busyIn(folder: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "args"] }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line.includes(folder));
}

Deno.test({
  name: "unpack() makes one folder of all archives, without what nobody reads",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const archives = [await archive(folder, "one"), await archive(folder, "two")];
      const root = join(folder, "root");
      await Deno.mkdir(join(root, "of an earlier version"), { recursive: true });
      const told: string[] = [];
      await unpack(archives, root, (detail) => told.push(detail));
      assert.deepEqual([...Deno.readDirSync(join(root, "usr"))].map(({ name }) => name).sort(), [
        "one",
        "share",
        "two",
      ]);
      assert.deepEqual([...Deno.readDirSync(join(root, "usr/share/doc"))], []);
      assert.deepEqual([...Deno.readDirSync(root)].map(({ name }) => name), ["usr"]);
      assert.deepEqual(told, ["1 of 2 packages", "2 of 2 packages"]);
    }),
});

Deno.test({
  name: "unpack() that is interrupted leaves no process and no folder that looks whole",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const endless = join(folder, "endless.deb");
      await run("mkfifo", [endless]);
      const root = join(folder, "root");
      const unpacking = assert.rejects(unpack([endless], root, () => {}), /Cannot unpack endless/);
      const begun = async () => (await busyIn(folder)).some((line) => line.startsWith("tar "));
      await waitFor(begun, { timeoutMs: 30_000, what: "tar" });
      await stopSpawned();
      await unpacking;
      // It is killed by then; the kernel may take a moment.
      const ended = async () => (await busyIn(folder)).length === 0;
      await waitFor(ended, { timeoutMs: 5_000, what: "the end of tar" });
      await assert.rejects(Deno.stat(root), Deno.errors.NotFound);
      await unpack([await archive(folder, "small")], root, () => {});
      assert.deepEqual([...Deno.readDirSync(join(root, "usr"))].map(({ name }) => name).sort(), [
        "share",
        "small",
      ]);
    }),
});

Deno.test({
  name: "unpack() names the archive that is broken, with what tar says",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const broken = join(folder, "broken.deb");
      await Deno.writeTextFile(broken, "no archive");
      await assert.rejects(
        unpack([broken], join(folder, "root"), () => {}),
        /Cannot unpack broken.deb: exit code is 2.*dpkg-deb: error: /s,
      );
    }),
});
