import { fileURLToPath } from "node:url";
import { openDatabase } from "../../supabase/functions/_shared/database/connection.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { readStructure } from "../../supabase/functions/_shared/introspect/read_structure.ts";
import type { Stack } from "../../stack/stack.ts";
import { readOfProcess } from "../../stack/proc.ts";
import type { Progress } from "../../stack/types.ts";
import { makeTables, tableCount } from "./tables.ts";

/** What a process took from its start to its end. */
export interface Took {
  seconds: number;
  /** Peak resident memory; 0 where the system does not say it. */
  megabytes: number;
}

/** All that is measured: ours medians of three rounds, theirs once, as it takes minutes. */
export interface IntrospectFigures {
  tables: number;
  /** Reading alone, within a process that runs already. */
  readSeconds: number;
  /** Every format into files. */
  all: Took & { files: number };
  /** DBML alone, ours and theirs. */
  dbml: Took;
  connector: Took;
}

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const ocp = file("../../cli/main.ts");
/** Pinned here: see connector.ts. */
export const connectorPackage = "npm:@dbml/connector@10.1.1";
/** Odd, so that there is a middle one. */
const rounds = 3;

/** Ours and theirs after each other, on one database, each in a process of its own. */
export async function measureIntrospect(
  stack: Stack,
  progress: Progress,
): Promise<IntrospectFigures> {
  const url = await progress.step(`Make ${tableCount} tables`, () => makeTables(stack.databaseUrl));
  const folder = await Deno.makeTempDir();
  const ours = (...args: string[]) => took([ocp, "introspect", url, ...args]);
  const toFiles = () => ours("--format", "all", "--output", folder);
  try {
    await progress.step("Warm up", async () => {
      await toFiles();
      await took(["--no-lock", file("connector.ts"), connectorPackage]);
    });
    const figures = {
      tables: tableCount,
      readSeconds: await middle(() => readSeconds(url), (value) => value),
      dbml: await middle(() => ours("--format", "dbml"), ({ seconds }) => seconds),
      all: {
        ...await middle(toFiles, ({ seconds }) => seconds),
        files: await filesBelow(folder),
      },
    };
    const connector = await progress.step(
      connectorPackage,
      () => took(["--no-lock", file("connector.ts"), connectorPackage, url]),
    );
    return { ...figures, connector };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The middle one of the rounds. */
async function middle<T>(work: () => Promise<T>, rank: (one: T) => number): Promise<T> {
  const measured: T[] = [];
  for (let round = 1; round <= rounds; round++) measured.push(await work());
  return measured.toSorted((a, b) => rank(a) - rank(b))[(rounds - 1) / 2]!;
}

async function readSeconds(url: string): Promise<number> {
  const sql = openDatabase(new Secret(url));
  const started = performance.now();
  await readStructure(sql);
  const ms = performance.now() - started;
  await sql.end();
  return ms / 1000;
}

const lookEveryMs = 20;

/** Runs a program of ours and looks how large it gets: the peak that the system notes only grows. */
async function took(args: string[]): Promise<Took> {
  const started = performance.now();
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", ...args],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let megabytes = 0;
  const look = async () => {
    const peak = /VmHWM:\s+(\d+) kB/.exec(await readOfProcess(process.pid, "status") ?? "")?.[1];
    megabytes = Math.max(megabytes, Number(peak ?? 0) / 1024);
  };
  const timer = setInterval(() => look().catch(() => {}), lookEveryMs);
  const { success, stderr } = await process.output();
  clearInterval(timer);
  if (!success) {
    throw new Error(`Cannot measure ${args[0]}: ${new TextDecoder().decode(stderr).slice(-500)}`);
  }
  return { seconds: (performance.now() - started) / 1000, megabytes };
}

async function filesBelow(folder: string): Promise<number> {
  let count = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    count += isDirectory ? await filesBelow(`${folder}/${name}`) : 1;
  }
  return count;
}
