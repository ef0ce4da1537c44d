import { type Command, Option } from "commander";
import { answered } from "../../client/client.ts";
import { wholeNumber } from "../../stack/command_line.ts";
import { frameOf } from "../frame.ts";
import { followedOperation, operationOf } from "../operation/followed_operation.ts";
import { operationListing, operationsListing, stepsListing } from "../operation/listings.ts";
import { showEnded, showStarted, type WaitOptions, waitOptions } from "../operation/started.ts";
import { targetLines } from "../operation/target_lines.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";

const statuses = [
  ...["waiting_approval", "queued", "running", "compensating", "succeeded", "failed", "cancelled"],
] as const;

interface ListOptions extends PageOptions {
  status?: typeof statuses[number];
  tenant?: string;
  type?: string;
}

/** `operation list`, `show`, `logs`, `retry`, `cancel`, `approve` and `refuse`. */
export function operationCommands(program: Command): void {
  const operation = program.command("operation").description("What was asked of tenants");
  listCommand(operation);
  lookCommands(operation);
  retryCommand(operation);
  decisionCommands(operation);
}

function listCommand(operation: Command): void {
  pageOptions(operation.command("list"))
    .description("The operations, the newest first")
    .addOption(new Option("--status <status>", "only those").choices(statuses))
    .option("--tenant <slug>", "only of a tenant")
    .option("--type <type>", "only of a kind (docs/operations.md)")
    .action(async (query: ListOptions, command: Command) => {
      const frame = frameOf(command);
      const page = await answered((await frame.api()).GET("/operations", { params: { query } }));
      showPage(frame, page, operationsListing(page.items), query);
    });
}

function lookCommands(operation: Command): void {
  operation.command("show <id>")
    .description("What an operation is, with its approval and its error")
    .action(async (id: string, _options, command: Command) => {
      const frame = frameOf(command);
      const shown = await operationOf(await frame.api(), id);
      frame.show(shown, operationListing(shown));
      for (const line of targetLines(shown)) frame.tell(line);
    });
  operation.command("logs <id>")
    .description("The steps of an operation; with -f as they end, until it has ended")
    .option("-f, --follow", "go on until it has ended; what broke off is taken up again")
    .option("--timeout <seconds>", "for how long to follow", wholeNumber, 3600)
    .action(async (id: string, options: { follow?: boolean; timeout: number }, command) => {
      const frame = frameOf(command);
      if (options.follow) {
        return showEnded(await followedOperation(id, options.timeout, frame), frame);
      }
      const shown = await operationOf(await frame.api(), id);
      frame.show(shown.steps, stepsListing(shown));
    });
}

function retryCommand(operation: Command): void {
  waitOptions(operation.command("retry <id>"))
    .description("Try one again that failed or was cancelled, as a new operation")
    .option("--from-step <name>", "begin at an earlier step than the one that failed")
    .action(async (id: string, options: WaitOptions & { fromStep?: string }, command: Command) => {
      const frame = frameOf(command);
      const opened = await answered(
        (await frame.api()).POST("/operations/{id}/retry", {
          params: { path: { id } },
          body: { from_step: options.fromStep },
        }),
      );
      await showStarted(opened, options, frame);
    });
}

const decisions = {
  cancel: "Stop an operation at once, or after the step at work",
  approve: "Agree, as a second person, to what is shown",
  refuse: "Refuse what another person, or an agent, has asked for",
} as const;

function decisionCommands(operation: Command): void {
  for (const [word, does] of Object.entries(decisions)) {
    operation.command(`${word} <id>`)
      .description(does)
      .option("--reason <text>", "why; it is kept")
      .action(async (id: string, { reason }: { reason?: string }, command: Command) => {
        const frame = frameOf(command);
        const api = await frame.api();
        if (word === "approve") targetLines(await operationOf(api, id)).forEach(frame.tell);
        const path = `/operations/{id}/${word as keyof typeof decisions}` as const;
        const decided = await answered(
          api.POST(path, { params: { path: { id } }, body: { reason } }),
        );
        if (word === "approve" && decided.status === "cancelled") return showEnded(decided, frame);
        frame.show(decided, operationListing(decided));
      });
  }
}
