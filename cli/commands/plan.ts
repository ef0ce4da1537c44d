import { type Command, Option } from "commander";
import { answered } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { wholeNumber } from "../../stack/command_line.ts";
import { type Frame, frameOf } from "../frame.ts";
import type { Listing } from "../output.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";
import { keptPlanId } from "../plan/kept_plan.ts";
import { actionsOf, planOf, type SavedPlan } from "../plan/made_plan.ts";
import { planSum } from "../plan/printed_plan.ts";
import { showPlan } from "../plan/shown_plan.ts";
import { tellNext } from "../plan/told_approval.ts";

type ListedPlan = components["schemas"]["ListedSavedPlan"];

const statuses = [
  ...["making", "failed", "ready", "approved", "refused", "expired", "applied"] as const,
];

interface ListOptions extends PageOptions {
  binding?: string;
  tenant?: string;
  status?: typeof statuses[number];
}

/** `plan list`, `show`, `approve` and `refuse`. */
export function planCommands(program: Command): void {
  const plan = program.command("plan").description("Plans that were made, and what became of them");
  listCommand(plan);
  showCommand(plan);
  approveCommand(plan);
  refuseCommand(plan);
}

function listCommand(plan: Command): void {
  pageOptions(plan.command("list"))
    .description("The plans, the newest first")
    .option("--binding <name>", "only of one Odoo")
    .option("--tenant <slug>", "only of a tenant")
    .addOption(new Option("--status <status>", "only those").choices(statuses))
    .action(async (query: ListOptions, command: Command) => {
      const frame = frameOf(command);
      const page = await answered((await frame.api()).GET("/plans", { params: { query } }));
      showPage(frame, page, plansListing(page.items), query);
    });
}

function showCommand(plan: Command): void {
  plan.command("show <plan>")
    .description("What a plan would do, and what was decided about it")
    .action(async (word: string, _options, command: Command) => {
      const frame = frameOf(command);
      const api = await frame.api();
      const shown = await planOf(await keptPlanId(word, frame), api);
      showPlan(shown, await actionsOf(shown.id, api, frame), frame);
      frame.tell(stateLine(shown));
      await tellNext(shown, word, frame);
    });
}

function approveCommand(plan: Command): void {
  plan.command("approve <plan>")
    .description("Agree, as a second person, to a plan: for a day it may be applied")
    .requiredOption("--reason <text>", "why; it is kept")
    .option("--expires-in <seconds>", "for how long it may be applied", wholeNumber)
    .action(async (word: string, options: { reason: string; expiresIn?: number }, command) => {
      const frame = frameOf(command);
      const api = await frame.api();
      const id = await keptPlanId(word, frame);
      frame.tell(planSum(await actionsOf(id, api, frame)));
      const body = { reason: options.reason, expires_in: options.expiresIn };
      const request = { params: { path: { id } }, body };
      await tellDecided(await answered(api.POST("/plans/{id}/approve", request)), word, frame);
    });
}

function refuseCommand(plan: Command): void {
  plan.command("refuse <plan>")
    .description("Refuse a plan, be it approved before: it is never applied")
    .requiredOption("--reason <text>", "why; it is kept")
    .action(async (word: string, body: { reason: string }, command: Command) => {
      const frame = frameOf(command);
      const id = await keptPlanId(word, frame);
      const request = { params: { path: { id } }, body };
      const decided = await answered((await frame.api()).POST("/plans/{id}/refuse", request));
      await tellDecided(decided, word, frame);
    });
}

async function tellDecided(plan: SavedPlan, word: string, frame: Frame): Promise<void> {
  frame.show(plan, plansListing([plan]));
  await tellNext(plan, word, frame);
}

function plansListing(plans: ListedPlan[]): Listing {
  return {
    titles: ["plan", "binding", "status", "writes", "by", "made", "expires", "decided by", "why"],
    rows: plans.map(({ id, binding, status, counts, requested_by, ...plan }) => [
      ...[id, binding, status, countsText(counts), requested_by, plan.created_at.slice(0, 19)],
      ...[plan.expires_at?.slice(0, 19) ?? null, plan.decided_by, plan.reason],
    ]),
    none: "No plan yet.",
  };
}

/** Of the actions of a plan, those that there are. */
function countsText(counts: ListedPlan["counts"]): string {
  return Object.entries(counts ?? {}).filter(([action, count]) => action !== "noop" && count > 0)
    .map(([action, count]) => `${count} ${action}`).join(", ");
}

function stateLine({ id, binding, status, decided_by, reason, expires_at }: SavedPlan): string {
  const decided = decided_by === null ? "" : ` by ${decided_by}: ${reason}`;
  const until = status === "ready" || status === "approved" ? `, until ${expires_at}` : "";
  return `Plan ${id} of ${binding} is ${status}${decided}${until}.`.replace(/\.?\.$/, ".");
}
