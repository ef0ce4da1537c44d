import { z } from "zod";
import type { OdooClient } from "../client.ts";
import { readParameters, writeParameters } from "./parameters.ts";

/** What a paused database ran before, by id; kept in the database itself until it is resumed. */
const memory = z.object({ users: z.array(z.number()), crons: z.array(z.number()) });
export type Memory = z.infer<typeof memory>;

export interface PauseState {
  /** Whether the database remembers what to restore. */
  paused: boolean;
  /** Active users besides the one that asks, and active scheduled actions. */
  running: Memory;
}

const key = "control.paused";

/** Paused is: `paused`, and nothing is `running`. Asked as the bot, who stays in. */
export async function observePause(client: OdooClient): Promise<PauseState> {
  return { paused: await recall(client) !== undefined, running: await readRunning(client) };
}

/**
 * Blocks log-ins, sessions and API keys of everybody but the bot that asks, and all scheduled work.
 * What ran is remembered before it is stopped; once more adds to it what was activated since.
 * @throws {OdooFault} transient, while a scheduled action is at work
 */
export async function pause(client: OdooClient): Promise<void> {
  const running = await readRunning(client);
  const known = await recall(client) ?? { users: [], crons: [] };
  const all: Memory = {
    users: [...new Set([...known.users, ...running.users])],
    crons: [...new Set([...known.crons, ...running.crons])],
  };
  await writeParameters(client, { [key]: JSON.stringify(all) });
  await client.write("ir.cron", running.crons, { active: false });
  await client.write("res.users", running.users, { active: false });
}

/** Activates exactly what `pause` stopped, less what was deleted since. Not paused: does nothing. */
export async function resume(client: OdooClient): Promise<void> {
  const stopped = await recall(client);
  if (!stopped) return;
  const context = { active_test: false };
  const there = async (model: string, ids: number[]) => {
    const rows = await client.searchRead(model, {
      domain: [["id", "in", ids]],
      fields: ["active"],
      context,
    });
    return rows.filter(({ active }) => active === false).map(({ id }) => Number(id));
  };
  await client.write("res.users", await there("res.users", stopped.users), { active: true });
  await client.write("ir.cron", await there("ir.cron", stopped.crons), { active: true });
  const row = (await readParameters(client, [key])).get(key);
  if (row) await client.call("ir.config_parameter", "unlink", { ids: [row.id] });
}

async function recall(client: OdooClient): Promise<Memory | undefined> {
  const row = (await readParameters(client, [key])).get(key);
  return row && memory.parse(JSON.parse(row.value));
}

async function readRunning(client: OdooClient): Promise<Memory> {
  const active = async (model: string) => {
    const rows = await client.searchRead(model, {
      domain: [["active", "=", true]],
      fields: ["id"],
      order: "id",
    });
    return rows.map(({ id }) => Number(id));
  };
  const users = await active("res.users");
  return {
    users: users.filter((id) => id !== client.uid),
    crons: await active("ir.cron"),
  };
}
