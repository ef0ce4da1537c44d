import { basename, relative } from "node:path";
import { root } from "../stack/paths.ts";
import { runDenoTest } from "./deno_tests.ts";
import type { Count } from "./pgtap.ts";

/** Take longest, from the longest on: begun first, so that all stacks end about together. */
export const longest = [
  ...["seed_durable", "tenants_backup_killed", "templates", "odoo_databases", "tenants_hostile"],
  ...["notify_superset"],
  ...["tenants_backup", "tenants_foreign", "templates_foreign", "seed_bad_rows", "tenants_killed"],
  ...["tenants_restore_suspended", "shadow_incremental", "tenants_requests", "seed_interrupted"],
  ...["function_calls", "tenants_upgrade", "odd_values", "tenants", "tenants_clone", "adopt"],
  ...["seed_changes", "seed_leases", "seed_merge", "tenants_shared", "import", "seed_names"],
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
  ignored: number;
  /** What went wrong, as it was told; empty when nothing did. */
  failures: string;
}

/** Runs one file against a stack; what it says is shown as one block when it has ended. */
export async function runIntegrationFile(
  file: string,
  stateFile: string,
  print: (line: string) => void,
  only?: string,
): Promise<FileRun> {
  const started = performance.now();
  const ran = await runDenoTest([file], { STACK_STATE: stateFile }, { gather: true, only });
  const { passed, failed, ignored } = ran;
  const seconds = Math.round((performance.now() - started) / 1000);
  const output = ran.output.trim();
  const name = relative(root, file);
  const leftOut = ignored ? `${ignored} ignored, ` : "";
  const counts = `${passed} passed, ${failed} failed, ${leftOut}${seconds} s`;
  print(`${output}\n${failed ? "✗" : "✓"} ${name} (${counts})`);
  const errors = output.slice(Math.max(0, output.search(/.* ERRORS /)));
  return { passed, failed, ignored, file, failures: failed ? `✗ ${name}\n${errors}` : "" };
}
