import { z } from "zod";
import { AppError } from "../errors.ts";
import { quoted } from "../quoted.ts";
import { backup } from "./operations/backup.ts";
import { clone } from "./operations/clone.ts";
import { create } from "./operations/create.ts";
import { decommission } from "./operations/decommission.ts";
import { moduleApply } from "./operations/module_apply.ts";
import type { Operation } from "./operations/operation.ts";
import { pause } from "./operations/pause.ts";
import { purge } from "./operations/purge.ts";
import { rebuild } from "./operations/rebuild.ts";
import { resetPassword } from "./operations/reset_password.ts";
import { restore } from "./operations/restore.ts";
import { restoreDrill } from "./operations/restore_drill.ts";
import { retireKeys } from "./operations/retire_key.ts";
import { resume } from "./operations/resume.ts";
import { rotateKey } from "./operations/rotate_key.ts";
import { upgradeImage } from "./operations/upgrade_image.ts";
import { upgradeToProvider } from "./operations/upgrade_to_provider.ts";
import type { Step } from "./tenant/step.ts";

/** All that can be asked of a tenant; a kind that is not here is refused. */
export const operations: readonly Operation[] = [
  ...[create, clone, pause, resume, moduleApply, rebuild, upgradeToProvider, backup, restore],
  ...[restoreDrill, upgradeImage, resetPassword, rotateKey, retireKeys, decommission, purge],
];

/** The body of a request: a kind, and what that kind takes. */
export const operationBody = z.discriminatedUnion("type", bodies(operations), {
  error: "must be an operation's kind: see docs/operations.md",
});

function bodies([first, ...others]: readonly Operation[]) {
  const body = ({ kind, input }: Operation) =>
    z.strictObject({ type: z.literal(kind), params: input });
  return [body(first!), ...others.map(body)] as const;
}

/** @throws {AppError} operation_unsupported */
export function findStep(kind: string, name: string): Step {
  const step = operationOf(kind).steps.find((step) => step.name === name);
  if (step) return step;
  throw new AppError("operation_unsupported", `Cannot ${kind}: there is no step ${quoted(name)}.`);
}

/** @throws {AppError} operation_unsupported */
export function operationOf(kind: string): Operation {
  const operation = operations.find((operation) => operation.kind === kind);
  if (operation) return operation;
  throw new AppError("operation_unsupported", `Cannot ${kind}: nothing here can do that.`, {
    suggestion: `Possible: ${operations.map(({ kind }) => kind).join(", ")}.`,
  });
}
