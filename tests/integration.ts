import { basename, relative } from "node:path";
import { root } from "../stack/paths.ts";
import { runDenoTest } from "./deno_tests.ts";
import type { Count } from "./pgtap.ts";

/** Take longest, from the longest on: begun first, so that all stacks end about together. */
export const longest = [
  ...["templates", "tenants_killed", "tenants_backup_killed", "tenants_hostile", "tenants_clone"],
  ...["tenants_backup", "tenants", "tenants_upgrade", "odoo_databases", "seed_bad_rows"],
  ...["seed_interrupted", "seed_durable", "tenants_shared", "tenants_apart", "operations"],
];

/** The files in the order in which they are begun. */
export function longestFirst(files: string[]): string[] {
  const rank = (file: string) => {
    const place = longest.indexOf(basename(file).replace(/_test\.ts$/, ""));
    return place < 0 ? longest.length : place;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}

export interface FileRun extends Count {
  file: string;
  /** What went wrong, as it was told; empty when nothing did. */
  failures: string;
}

/** Runs one file against a stack; what it says is shown as one block when it has ended. */
export async function runIntegrationFile(
  file: string,
  stateFile: string,
  print: (line: string) => void,
): Promise<FileRun> {
  const started = performance.now();
  const ran = await runDenoTest([file], { STACK_STATE: stateFile }, { gather: true });
  const { passed, failed } = ran;
  const seconds = Math.round((performance.now() - started) / 1000);
  const output = ran.output.trim();
  const name = relative(root, file);
  const counts = `${passed} passed, ${failed} failed, ${seconds} s`;
  print(`${output}\n${failed ? "✗" : "✓"} ${name} (${counts})`);
  const errors = output.slice(Math.max(0, output.search(/.* ERRORS /)));
  return { passed, failed, file, failures: failed ? `✗ ${name}\n${errors}` : "" };
}
