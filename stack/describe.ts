import { join } from "node:path";
import { taskLine } from "./command_line.ts";
import { fromRoot, instanceDir } from "./paths.ts";
import { emailOf, localPeople } from "./people.ts";
import type { StackState } from "./types.ts";

const bold = (text: string) => style(text, 1);
const dim = (text: string) => style(text, 2);

/** How to reach a running instance, for people: what to open, what to paste, how to stop. */
export function describe(state: StackState): string {
  const { instance, databaseUrl, apiUrl, peoplePassword } = state;
  return [
    "",
    ...odooRows(state),
    row("Database", databaseUrl),
    row("Functions", `${apiUrl}/functions/v1`),
    ...peoplePassword ? peopleRows(peoplePassword) : [],
    "",
    row("Logs", fromRoot(join(instanceDir(instance), "logs"))),
    "",
    row("SQL", taskLine("psql", instance)),
    row("Plan", `${taskLine("ocp", instance)} seed plan`),
    row("Keys", `eval "$(${taskLine("-q status --env", instance)})"`),
    row("Stop", taskLine("stop", instance)),
  ].join("\n");
}

/** The same for a shell: `eval "$(deno task status --env)"`. */
export function environment(state: StackState): string {
  const variables = {
    SUPABASE_URL: state.apiUrl,
    SUPABASE_DB_URL: state.databaseUrl,
    SEED_RUN_TOKEN: state.seedRunToken,
  };
  return Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`).join("\n");
}

function odooRows({ odoo }: StackState): string[] {
  if (!odoo) return [];
  const { login, password } = odoo.logins.admin;
  return [
    row("Odoo", bold(`${odoo.url}/web?db=${odoo.database}`)),
    row("", `${login} / ${password}  ${dim(`${odoo.version}, ${odoo.source}`)}`),
  ];
}

function peopleRows(password: string): string[] {
  return [
    row("People", `${emailOf(localPeople[0]!)} / ${password}`),
    ...others().map((names) => row("", dim(names))),
  ];
}

/** Whom else there is, on the platform and in a tenant, without the addresses' ends. */
function others(): string[] {
  const names = (some: typeof localPeople) =>
    some.map((person) => emailOf(person).split("@")[0]).join(", ");
  const [, ...people] = localPeople;
  return [
    `also ${names(people.filter(({ tenant }) => !tenant))},`,
    names(people.filter(({ tenant }) => tenant)),
  ];
}

function row(label: string, value: string): string {
  return `${dim(label.padEnd(10))} ${value}`;
}

function style(text: string, code: number): string {
  const plain = !Deno.stdout.isTerminal() || Deno.env.has("NO_COLOR");
  return plain ? text : `\x1b[${code}m${text}\x1b[0m`;
}
