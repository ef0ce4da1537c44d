import type { Command } from "commander";
import { wholeNumber } from "../../stack/command_line.ts";
import type { components } from "../../client/schema.ts";
import { Failure } from "../failure.ts";
import type { Frame } from "../frame.ts";
import { operationListing } from "./listings.ts";
import { followedOperation, operationOf, tellApproval } from "./followed_operation.ts";

type Schemas = components["schemas"];

/** How a command that starts an operation is to end. */
export interface WaitOptions {
  wait?: boolean;
  timeout: number;
}

/** `--wait` and `--timeout`, as every command has them that starts an operation. */
export function waitOptions(command: Command): Command {
  return command
    .option("--wait", "show its steps as they end, until it has ended")
    .option("--timeout <seconds>", "for how long to wait", wholeNumber, 600);
}

/** Shows an operation that was opened; with --wait once it has ended. @throws {Failure | NoAccess | Refused | Unreachable} */
export async function showStarted(
  { operation: { id, status } }: Schemas["OpenedOperation"],
  { wait, timeout }: WaitOptions,
  frame: Frame,
): Promise<void> {
  if (wait) return showEnded(await followedOperation(id, timeout, frame), frame);
  const opened = await operationOf(await frame.api(), id);
  frame.show(opened, operationListing(opened));
  if (status === "waiting_approval") await tellApproval(opened, frame);
  frame.tell(`Follow it: ${frame.line("operation", "logs", "-f", id)}`);
}

/** Shows an operation that has ended. @throws {Failure} when it did not succeed */
export function showEnded(operation: Schemas["Operation"], frame: Frame): void {
  const { id, type, tenant, status, error, runbook } = operation;
  if (status === "succeeded") return frame.show(operation, operationListing(operation));
  const { step, detail } = (error ?? {}) as { step?: string; detail?: string };
  const where = step ? ` at ${step}` : "";
  throw new Failure(
    `Cannot ${type} ${tenant}: operation ${id} was ${
      status === "failed" ? `given up${where}` : "cancelled"
    }. ${detail ?? ""}`.trim(),
    [
      runbook ? `Read ${runbook}.` : "",
      `Look: ${frame.line("operation", "show", id)}`,
      `Then: ${frame.line("operation", "retry", id)}`,
    ].filter(Boolean).join("\n"),
  );
}
