import { OdooClient } from "../../../supabase/functions/_shared/odoo/client.ts";
import { claim, heading, showTable } from "../../terminal/say.ts";
import type { Cell } from "../../../terminal/table.ts";
import { adminOf, botOf, enter, letsIn, openWebSession, type WebSession } from "../doors.ts";
import { carryOut } from "../follow.ts";
import { slugs, type TenantStage } from "../stage.ts";

/** Act 4: everybody is kept out for a while, and nothing is lost. */
export async function pause(stage: TenantStage): Promise<void> {
  heading(
    4,
    "Pause and resume",
    "A paused tenant lets nobody in, neither by password nor in a session that is open already, and " +
      "runs no scheduled work. Resumed, exactly what was comes back. Tried before, between, after:",
  );
  const session = await openWebSession(await adminOf(stage, slugs.tenant));
  const before = await tryDoors(stage, session);
  const paused = await carryOut(stage.by.ann, slugs.tenant, "pause");
  const between = await tryDoors(stage, session);
  const resumed = await carryOut(stage.by.ann, slugs.tenant, "resume");
  const after = await tryDoors(stage, session);
  const all = [before, between, after];
  showTable(["tried in tbwa's Odoo", "before", "paused", "resumed"], [
    ["administrator's password", ...all.map(({ password }) => door(password))],
    ["a browser's open session", ...all.map(({ browser }) => door(browser))],
    ["the platform's own key", ...all.map(({ bot }) => door(bot))],
    ["active users but the platform", ...all.map(({ users }) => `${users}`)],
    ["scheduled actions at work", ...all.map(({ crons }) => `${crons}`)],
    ["tasks", ...all.map(({ tasks }) => `${tasks}`)],
  ]);
  const open = ({ password, browser, bot }: Doors) => `${password} ${browser} ${bot}`;
  claim(
    `Paused in ${paused.seconds.toFixed(1)} s, resumed in ${resumed.seconds.toFixed(1)} s. Only ` +
      "the platform stayed in, to bring back what it had stopped.",
    open(before) === "true true true" && open(between) === "false false true" &&
      after.password && after.bot && between.users === 0 && between.crons === 0 &&
      before.users > 0 && after.users === before.users && after.crons === before.crons &&
      new Set(all.map(({ tasks }) => tasks)).size === 1,
    () => ({ before, between, after }),
  );
}

type Doors = Awaited<ReturnType<typeof tryDoors>>;

async function tryDoors(stage: TenantStage, session: WebSession) {
  const password = await letsIn(await adminOf(stage, slugs.tenant));
  const bot = await enter(await botOf(stage, slugs.tenant));
  return {
    password,
    browser: await session.works(),
    bot: true,
    users: await count(bot, "res.users", [["id", "!=", bot.uid]]),
    crons: await count(bot, "ir.cron"),
    tasks: await count(bot, "project.task", [["x_external_ref", "!=", false]]),
  };
}

async function count(odoo: OdooClient, model: string, domain: unknown[] = []): Promise<number> {
  return Number(await odoo.call(model, "search_count", { kwargs: { domain } }));
}

const door = (open: boolean): Cell =>
  open ? { text: "lets in", style: "green" } : { text: "refused", style: "red" };
