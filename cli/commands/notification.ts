import { type Command, InvalidArgumentError } from "commander";
import { answered } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { fields } from "../fields.ts";
import { frameOf } from "../frame.ts";
import { type PageOptions, pageOptions, showPage } from "../pages.ts";
import { refusedAbout } from "../refusal.ts";

type Notification = components["schemas"]["Notification"];

/** As options have it; `--no-x` is false. */
interface Wishes {
  types?: string[];
  tenants?: string[] | false;
  urgent?: string[] | false;
  address?: string | false;
  quiet?: [from: string, to: string] | false;
  timeZone?: string;
  digest?: "hourly" | "daily" | false;
  digestAt?: string;
  mostPerHour?: number;
  language?: string | false;
}

const base = "/notifications/{name}";
const unknown = refusedAbout({ next: ["notification", "list"] });

/** `notification create`, `list`, `show`, `change`, `test`, `news` and `delete`. */
export function notificationCommands(program: Command): void {
  const group = program.command("notification").description(
    "Who is told of events by chat or mail",
  );
  wishes(group.command("create <name> <peer>"))
    .description("Have people told of events by slack, mattermost or mail")
    .action(async (name: string, peer: Notification["peer"], options: Wishes, command: Command) => {
      const frame = frameOf(command);
      const { types = ["*"], ...rest } = bodyOf(options);
      const body = { name, peer, types, ...rest };
      const made = await answered((await frame.api()).POST("/notifications", { body }));
      frame.show(made, fields(made));
      frame.tell(`Try it: ${frame.line("notification", "test", name)}`);
    });
  listCommands(group);
  changeCommands(group);
}

function wishes(command: Command): Command {
  return command.option(
    "--types <types...>",
    "as in operation.failed, run.* or *; all unless given",
  )
    .option("--tenants <slugs...>", "only events of these tenants")
    .option("--address <address>", "a channel, or mail addresses with commas between")
    .option("--quiet <hours...>", "from and to, such as 22:00 07:00: what happens then waits")
    .option("--urgent <types...>", "types that wait for no digest and no end of the quiet hours")
    .option("--time-zone <zone>", "whose clocks count, such as Europe/Vienna")
    .option("--digest <how>", "hourly or daily: in one message")
    .option("--digest-at <time>", "when the daily one comes, such as 08:00")
    .option("--most-per-hour <count>", "what is above it comes in one message", count)
    .option("--language <code>", "en or de; that of the tenant unless given");
}

/** What of the options the API takes; null takes a wish away. */
function bodyOf({ quiet, timeZone, digestAt, mostPerHour, ...rest }: Wishes) {
  const taken = <T>(value: T | false | undefined) => value === false ? null : value;
  const [from, to] = quiet === false ? [null, null] : quiet ?? [];
  return {
    types: rest.types,
    ...{ tenants: taken(rest.tenants), urgent: taken(rest.urgent), address: taken(rest.address) },
    ...{ quiet_from: from, quiet_to: to, time_zone: timeZone },
    ...{ digest: taken(rest.digest), digest_at: digestAt, most_per_hour: mostPerHour },
    language: taken(rest.language),
  };
}

function listCommands(group: Command): void {
  pageOptions(group.command("list"))
    .description("Who is told of events, and whether it works")
    .action(async (query: PageOptions, command: Command) => {
      const frame = frameOf(command);
      const page = await answered((await frame.api()).GET("/notifications", { params: { query } }));
      const titles = ["name", "peer", "address", "types", "state", "waiting", "last told", "error"];
      const rows = page.items.map((one) => [
        ...[one.name, one.peer, one.address, one.types.join(" "), one.state, one.waiting],
        ...[one.told_at, one.error],
      ]);
      showPage(frame, page, { titles, rows, none: "Nobody is told of events." }, query);
    });
  group.command("show <name>")
    .description("What one tells, when, and why it does not")
    .action(async (name: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { name } };
      const one = await answered((await frame.api()).GET(base, { params })).catch(unknown);
      frame.show(one, fields(one));
    });
  pageOptions(group.command("news <name>"))
    .description("What one told in the last 30 days, and is still to tell, the newest first")
    .option("--state <state>", "waiting, failing, posted, skipped or given_up")
    .action(async (
      name: string,
      options: PageOptions & { state?: "waiting" | "failing" | "posted" | "skipped" | "given_up" },
      command: Command,
    ) => {
      const frame = frameOf(command);
      const params = { path: { name }, query: options };
      const page = await answered((await frame.api()).GET(`${base}/news`, { params })).catch(
        unknown,
      );
      const titles = ["due", "type", "subject", "tenant", "form", "state", "ended", "error"];
      const rows = page.items.map((one) => [
        ...[one.due_at, one.type, one.subject, one.tenant, one.form, one.state, one.ended_at],
        one.error,
      ]);
      showPage(frame, page, { titles, rows, none: "Nothing was to be told." }, options);
    });
}

function changeCommands(group: Command): void {
  wishes(group.command("change <name>"))
    .description("Change what one tells, and when; or turn it off, and on again")
    .option("--no-tenants", "events of all")
    .option("--no-urgent", "nothing is urgent")
    .option("--no-address", "the channel of the settings")
    .option("--no-quiet", "at any hour")
    .option("--no-digest", "at once")
    .option("--no-language", "in the language of the tenant")
    .option("--on", "go on; what happened meanwhile is not told")
    .option("--off", "tell nothing")
    .action(async (
      name: string,
      { on, off, ...rest }: Wishes & { on?: true; off?: true },
      command: Command,
    ) => {
      const frame = frameOf(command);
      const body = { ...bodyOf(rest), enabled: on ?? (off && false) };
      const params = { path: { name } };
      const now = await answered((await frame.api()).PATCH(base, { params, body })).catch(unknown);
      frame.show(now, fields(now));
    });
  group.command("test <name>")
    .description("Send a message by one, at any hour")
    .action(async (name: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { name } };
      const sent = await answered((await frame.api()).POST(`${base}/test`, { params, body: {} }))
        .catch(unknown);
      frame.show(sent, { titles: ["event"], rows: [[sent.event]] });
      frame.tell(`What became of it: ${frame.line("notification", "news", name)}`);
    });
  group.command("delete <name>")
    .description("Delete one, with what it was still to tell")
    .action(async (name: string, _options, command: Command) => {
      const frame = frameOf(command);
      const params = { path: { name } };
      const gone = await answered((await frame.api()).DELETE(base, { params })).catch(unknown);
      frame.show(gone, { titles: ["deleted"], rows: [[gone.name]] });
    });
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 1000) return value;
  throw new InvalidArgumentError("It is a number, 1 to 1000.");
}
