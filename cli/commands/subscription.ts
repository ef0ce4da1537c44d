import type { Command } from "commander";
import { answered } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { type Frame, frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";
import { refusedAbout } from "../refusal.ts";

type Schemas = components["schemas"];

interface Wishes {
  url?: string;
  types?: string[];
  tenants?: string[];
}

const base = "/events/subscriptions/{name}";
const unknown = refusedAbout({ next: ["subscription", "list"] });

/** `subscription create`, `list`, `change`, `rotate`, `test`, `deliveries`, `types` and `end`. */
export function subscriptionCommands(program: Command): void {
  const group = program.command("subscription").description("Who is told of events");
  wishes(group.command("create <name> <url>"))
    .description("Have events posted to a URL; only this shows the secret that signs them")
    .action(async (name: string, url: string, options: Wishes, command: Command) => {
      const frame = frameOf(command);
      const body = { name, url, ...options };
      showMade(frame, await answered((await frame.api()).POST("/events/subscriptions", { body })));
    });
  listCommands(group);
  changeCommands(group);
}

function wishes(command: Command): Command {
  return command.option(
    "--types <types...>",
    "as in operation.failed, run.* or *; all unless given",
  )
    .option("--tenants <slugs...>", "only events of these tenants");
}

function listCommands(group: Command): void {
  pageOptions(group.command("list"))
    .description("Who is told of events, and whether they arrive")
    .action(async (query: PageOptions, command: Command) => {
      const frame = frameOf(command);
      const params = { query };
      const page = await answered((await frame.api()).GET("/events/subscriptions", { params }));
      const titles = ["name", "url", "types", "state", "since", "undelivered", "last delivered"];
      const rows = page.items.map((one) => [
        ...[one.name, one.url, one.types.join(" "), stateOf(one)],
        ...[one.ended_at ?? one.failing_since, one.undelivered, one.delivered_at],
      ]);
      showPage(frame, page, { titles, rows, none: "Nobody is told of events." }, query);
    });
  pageOptions(group.command("deliveries <name>"))
    .description("The attempts of the last week to deliver to one, the newest first")
    .option("--failed", "only those that failed")
    .action(async (name: string, options: PageOptions & { failed?: true }, command: Command) => {
      const frame = frameOf(command);
      const { failed, ...query } = options;
      const delivered = failed && "false" as const;
      const params = { path: { name }, query: { ...query, delivered } };
      const page = await answered((await frame.api()).GET(`${base}/deliveries`, { params }))
        .catch(unknown);
      const titles = ["at", "type", "subject", "event", "status", "ms", "said"];
      const rows = page.items.map((one) => [
        ...[one.at, one.type, one.subject, one.event, one.status, one.ms],
        one.error ?? one.answer,
      ]);
      showPage(frame, page, { titles, rows, none: "Nothing was sent." }, query);
    });
  pageOptions(group.command("types"))
    .description("The types of events that there are")
    .action(async (query: PageOptions, command: Command) => {
      const frame = frameOf(command);
      const page = await answered((await frame.api()).GET("/events/types", { params: { query } }));
      const rows = page.items.map(({ type, description }) => [type, description]);
      showPage(frame, page, { titles: ["type", "what happened"], rows, none: "None." }, query);
    });
}

function stateOf({ state, ended_why }: Schemas["EventSubscription"]): string {
  return ended_why === null ? state : `${state}: ${ended_why}`;
}

function changeCommands(group: Command): void {
  wishes(group.command("change <name>"))
    .description("Change where events go, and which; or turn it off, and on again")
    .option("--url <url>", "where they go")
    .option("--on", "go on, also with one that has ended, where it stopped")
    .option("--off", "send nothing; what happens meanwhile is sent later")
    .action(async (
      name: string,
      { on, off, ...rest }: Wishes & { on?: true; off?: true },
      command: Command,
    ) => {
      const frame = frameOf(command);
      const body = { ...rest, enabled: on ?? (off && false) };
      const params = { path: { name } };
      const now = await answered((await frame.api()).PATCH(base, { params, body })).catch(unknown);
      frame.show(now, { titles: ["name", "state"], rows: [[now.name, stateOf(now)]] });
    });
  group.command("rotate <name>")
    .description("Give one a second secret; for a day both sign")
    .action(async (name: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { name } };
      const made = await answered(
        (await frame.api()).POST(`${base}/rotate`, { params, body: {} }),
      ).catch(unknown);
      showMade(frame, made);
    });
  group.command("test <name>")
    .description("Send one an event that nobody else gets")
    .action(async (name: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { name } };
      const sent = await answered((await frame.api()).POST(`${base}/test`, { params, body: {} }))
        .catch(unknown);
      frame.show(sent, { titles: ["event"], rows: [[sent.event]] });
      frame.tell(`What became of it: ${frame.line("subscription", "deliveries", name)}`);
    });
  group.command("end <name>")
    .description("End one, with its secret and what it was still to get")
    .action(async (name: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { name } };
      const gone = await answered((await frame.api()).DELETE(base, { params })).catch(unknown);
      frame.show(gone, { titles: ["ended"], rows: [[gone.name]] });
    });
}

function showMade(frame: Frame, made: Schemas["EventSubscriptionSecret"]): void {
  frame.show(made, { titles: ["name", "secret"], rows: [[made.name, made.secret]] });
  frame.tell("Keep the secret now: it is not shown again.");
}
