import { join } from "node:path";

/** Points the relocated interpreter at its own root and at nothing of the host. */
export function pythonEnvironment(
  { root, bytecodeDir, home }: { root: string; bytecodeDir: string; home: string },
): Record<string, string> {
  const usr = join(root, "usr");
  const triplet = Deno.build.arch === "aarch64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  return {
    HOME: home,
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    PYTHONHOME: usr,
    PYTHONPATH: join(usr, "lib/python3/dist-packages"),
    PYTHONPYCACHEPREFIX: bytecodeDir,
    PYTHONNOUSERSITE: "1",
    PYTHONDONTWRITEBYTECODE: "", // empty is off; whoever calls may have it on
    LD_LIBRARY_PATH: [join(usr, "lib", triplet), join(root, "lib", triplet)].join(":"),
  };
}

export const pythonOf = (root: string): string => join(root, "usr/bin/python3");
