import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The clone's root folder. */
export const root: string = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** What is fetched once and shared by all instances. */
export const cacheDir: string = join(root, ".cache");

/** A path as people read it: from the clone's root where it lies there. */
export function fromRoot(path: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

/** Everything one instance keeps: data, logs, secrets and its state file. */
export function instanceDir(instance: string): string {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(instance)) {
    throw new Error(
      `Cannot use instance ${JSON.stringify(instance)}: ` +
        "the name is not lower-case letters, digits and underscores.",
    );
  }
  return join(root, ".local", instance);
}
