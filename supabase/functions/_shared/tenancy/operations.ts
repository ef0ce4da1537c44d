import type { PlannedStep } from "../database/tenants.ts";
import { AppError } from "../errors.ts";
import type { Step } from "./tenant/step.ts";
import { administrator } from "./steps/administrator.ts";
import { agreed } from "./steps/agreed.ts";
import { becomeProviderStep } from "./steps/become_provider.ts";
import { binding } from "./steps/binding.ts";
import { block, unblock, wakeUp } from "./steps/block.ts";
import { backup, lastBackup, removeBackups, removeExpired } from "./steps/backup.ts";
import { bot } from "./steps/bot.ts";
import { closeBinding } from "./steps/close_binding.ts";
import { company } from "./steps/company.ts";
import { database } from "./steps/database.ts";
import { databaseRole, removeRole } from "./steps/database_role.ts";
import { dismissMembers } from "./steps/dismiss_members.ts";
import { drillDrop, drillProve, drillRestore } from "./steps/drill.ts";
import { foreignLogins } from "./steps/foreign_logins.ts";
import { forgetSecrets } from "./steps/forget_secrets.ts";
import { identity } from "./steps/identity.ts";
import { joinIntegrations, leaveIntegrations } from "./steps/integrations.ts";
import { modules } from "./steps/modules.ts";
import { neutral } from "./steps/neutral.ts";
import { recordModules } from "./steps/record_modules.ts";
import { removeDatabase } from "./steps/remove_database.ts";
import { reserve } from "./steps/reserve.ts";
import {
  dropReplaced,
  proveRestoredStep,
  restoreBeside,
  restoredLogins,
  swap,
  wakeRestored,
} from "./steps/restore.ts";
import { analyticsLogin, removeSchema, schema } from "./steps/schema.ts";
import { smokeTest } from "./steps/smoke.ts";
import { runImage, upgradeDatabase } from "./steps/upgrade.ts";
import { quoted } from "../quoted.ts";

/** What makes a database the tenant's own, whatever it was copied from. The bot comes first: it does the rest. */
const fill = [
  ...[database, modules, recordModules, bot, administrator, foreignLogins, company, identity],
  ...[databaseRole, wakeUp],
];
const finish = [...[schema, analyticsLogin, binding], ...joinIntegrations, smokeTest];
/** What makes a tenant disappear, but for its backups and its history. */
const leave = [
  ...[closeBinding, ...leaveIntegrations, removeRole, removeDatabase, removeSchema],
  ...[forgetSecrets, dismissMembers],
];
/** The role stays when a restoration is undone: the database that comes back needs it. */
const { compensate: _, ...reopenedToRole } = databaseRole;
/** What it changes is gone with the restored database, when the swap is undone. */
const identityOfRestored: Step = { ...identity, spares: true };

/** What each operation does, in order. A kind that is not here is refused. */
export const operations: Record<string, Step[]> = {
  create: [reserve, ...fill, ...finish],
  clone: [reserve, ...fill, neutral, ...finish],
  pause: [block],
  resume: [unblock, smokeTest],
  module_apply: [modules, recordModules, databaseRole, analyticsLogin, smokeTest],
  rebuild: [agreed, removeDatabase, ...fill, ...finish],
  upgrade_to_provider: [becomeProviderStep],
  backup: [backup, removeExpired],
  restore: [
    ...[agreed, restoreBeside, restoredLogins, proveRestoredStep, swap, identityOfRestored],
    ...[wakeRestored, reopenedToRole, smokeTest, dropReplaced],
  ],
  restore_drill: [drillRestore, drillProve, drillDrop],
  upgrade_image: [backup, runImage, upgradeDatabase, smokeTest],
  reset_password: [administrator, smokeTest],
  decommission: [agreed, lastBackup, ...leave],
  purge: [agreed, ...leave, removeBackups],
};

/** The steps of an operation as SQL stores them. @param host where the databases are @throws {AppError} operation_unsupported */
export function plannedSteps(kind: string, host: string): PlannedStep[] {
  return stepsOf(kind).map(({ name, dangerous = false, spares = false, exclusive }) => ({
    name,
    dangerous,
    endangers: !spares,
    exclusive: exclusive ? `${exclusive}:${host}` : null,
  }));
}

/** @throws {AppError} operation_unsupported */
export function findStep(kind: string, name: string): Step {
  const step = stepsOf(kind).find((step) => step.name === name);
  if (step) return step;
  throw new AppError("operation_unsupported", `Cannot ${kind}: there is no step ${quoted(name)}.`);
}

function stepsOf(kind: string): Step[] {
  const steps = operations[kind];
  if (steps) return steps;
  throw new AppError("operation_unsupported", `Cannot ${kind}: nothing here can do that.`, {
    suggestion: `Possible: ${Object.keys(operations).join(", ")}.`,
  });
}
