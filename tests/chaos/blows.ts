import postgres, { type Sql } from "postgres";
import { instanceDir } from "../../stack/paths.ts";
import { callControl } from "../../stack/control.ts";
import { readOfProcess } from "../../stack/proc.ts";
import type { OdooStack } from "../../stack/types.ts";
import { type Blow, boundaries, type Boundary, type WakeUp } from "./schedule.ts";

/** Breaks the parts of a stack from outside, as crashes and operators do. */
export class Breaker {
  readonly #stack: OdooStack;
  readonly #database: string;
  readonly #ours: Sql;
  readonly #odoos: Sql | undefined;

  constructor(stack: OdooStack, database: string) {
    this.#stack = stack;
    this.#database = database;
    const options = { max: 1, onnotice: () => {}, connection: { application_name: "chaos" } };
    this.#ours = postgres(stack.databaseUrl, options);
    const { postgresUrl } = stack.odoo;
    this.#odoos = postgresUrl ? postgres(`${postgresUrl}postgres`, options) : undefined;
  }

  async stop(): Promise<void> {
    await this.#ours.end();
    await this.#odoos?.end();
  }

  /** Sets the traps up, none of which is set. */
  async layTraps(): Promise<void> {
    await this.#ours.unsafe(await Deno.readTextFile(new URL("./traps.sql", import.meta.url)));
  }

  /** Whoever of the functions crosses this boundary next dies before it commits; undefined: nobody. */
  async setTrap(boundary: Boundary | undefined): Promise<void> {
    const nth = boundary === undefined ? 0 : boundaries.indexOf(boundary) + 1;
    await this.#ours`select setval('chaos.trap', ${nth})`;
  }

  async disturb(wakeUp: WakeUp): Promise<void> {
    if (wakeUp === "lose calls") await this.#ours`delete from net.http_request_queue`;
    else {
      await this.#ours`update ops.work set called_at = null where status in ('queued', 'waiting')`;
      await this.#ours`select ops.drive()`;
    }
  }

  /** False when there was nothing to break. */
  async strike(blow: Exclude<Blow, "second seeder">, value: number): Promise<boolean> {
    if (blow === "kill function") return await this.#killFunction();
    if (blow === "kill worker") return await this.#killWorker(value);
    if (blow === "cut function's database") return await cutFunctions(this.#ours);
    return this.#odoos !== undefined && await cutOdoo(this.#odoos, this.#database);
  }

  async #killFunction(): Promise<boolean> {
    const answer = await callControl(this.#stack, "POST", "/functions/seed-odoo-finance/kill");
    return JSON.parse(answer).killed === true;
  }

  /** The process that started a killed worker starts another one. */
  async #killWorker(value: number): Promise<boolean> {
    const workers = await odooWorkers(this.#stack.instance);
    const pid = workers[value % Math.max(1, workers.length)];
    if (pid === undefined) return false;
    Deno.kill(pid, "SIGKILL");
    return true;
  }
}

async function cutFunctions(sql: Sql): Promise<boolean> {
  const cut = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where usename = 'postgres' and application_name = 'postgres.js'`;
  return cut.length > 0;
}

async function cutOdoo(sql: Sql, database: string): Promise<boolean> {
  const cut = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database}`;
  return cut.length > 0;
}

/** Pids of the HTTP workers of an instance's own Odoo; none where Odoo runs elsewhere. */
async function odooWorkers(instance: string): Promise<number[]> {
  const config = `--config=${instanceDir(instance)}/odoo/odoo.conf`;
  const found = new Map<number, { parent: number; serves: boolean }>();
  for await (const { name } of Deno.readDir("/proc")) {
    const command = /^\d+$/.test(name) ? await commandOf(name) : undefined;
    if (!command?.words.includes(config)) continue;
    const serves = !command.words.includes("gevent");
    found.set(Number(name), { parent: command.parent, serves });
  }
  return [...found].filter(([, { parent, serves }]) => serves && found.has(parent))
    .map(([pid]) => pid).sort((a, b) => a - b);
}

async function commandOf(pid: string) {
  const words = (await readOfProcess(pid, "cmdline"))?.split("\0");
  const parent = /^PPid:\s+(\d+)$/m.exec(await readOfProcess(pid, "status") ?? "");
  return words && parent ? { words, parent: Number(parent[1]) } : undefined;
}
