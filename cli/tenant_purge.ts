/**
 * Destroys a tenant with all that is left of it, its backups too: `deno task tenant:purge <slug>`.
 * The slug is typed once more, and a second person approves. Exit codes: 0 purged, 1 failed, 2 wrong
 * usage or not confirmed, 3 still waiting (for approval, or its end), 4 refused, 5 unreachable.
 */
import {
  commandLine,
  instanceOption,
  namedInstance,
  shellWord,
  taskLine,
  wholeNumber,
} from "../stack/command_line.ts";
import { quoted } from "../supabase/functions/_shared/quoted.ts";
import { apiOf, Refused, Unreachable } from "../client/client.ts";
import { apiAccess, NoAccess } from "./access.ts";
import { approve, exits, type Outcome, purge } from "./purge.ts";

interface Options {
  confirm?: string;
  as?: string;
  approve?: string;
  wait: number;
  instance: string;
  json?: boolean;
}

/** What the flags are unless they are given. */
const own = { wait: 600, instance: "local" };

const command = commandLine(
  "tenant:purge",
  "Destroy a tenant: database, files, schema, roles, secrets and backups",
)
  .argument("<slug>", "the tenant")
  .option("--confirm <slug>", "the slug once more; asked for where somebody can type it")
  .option("--as <address>", "as whom of a local stack's people; the platform's owner unless given")
  .option("--approve <operation>", "be the second person of a purge that waits")
  .option("--wait <seconds>", "for how long to follow it", wholeNumber, own.wait)
  .addOption(instanceOption(own.instance))
  .option("--json", "one JSON object on standard output")
  .addHelpText(
    "after",
    `
Environment: SUPABASE_URL and OCP_TOKEN, which says who asks; without both, the local stack.
Exit codes: 0 purged, 1 failed, 2 wrong usage or not confirmed, 3 still waiting (for
approval, or its end), 4 refused, 5 unreachable.`,
  )
  .parse(Deno.args, { from: "user" });

const [slug = ""] = command.args;
const options = command.opts<Options>();
// With --json, standard output is the object alone.
const tell = (line: string) => console.error(line);

async function outcome(): Promise<Outcome> {
  const confirm = options.confirm ?? typed();
  if (confirm !== slug) {
    const detail = `Cannot purge tenant ${quoted(slug)}: its slug was not typed.`;
    return { exit: exits.usage, slug, detail, suggestion: `Run ${sameLine()}` };
  }
  const { url, token } = await apiAccess({ ...namedInstance(command), as: options.as });
  const api = apiOf(url, token);
  if (options.approve) return await approve(api, slug, options.approve, tell);
  return await purge(api, slug, { confirm, waitMs: options.wait * 1000, tell, approveLine });
}

/** This command as a line to paste, with the flags it was given. */
function line(...further: string[]): string {
  const flags = ["--confirm", shellWord(slug), ...further];
  return taskLine(`tenant:purge ${shellWord(slug)}`, options.instance, own.instance, flags);
}

/** The same for somebody else, who says who they are: by a token, or as one of a local stack's people. */
function lineOf(variable: string, who: string, ...further: string[]): string {
  const said = `"\${${variable}:?say ${who}}"`;
  if (Deno.env.get("OCP_TOKEN")) return `OCP_TOKEN=${said} ${line(...further)}`;
  return line("--as", said, ...further);
}

function sameLine(): string {
  const { as, approve, wait, json } = options;
  return line(...[
    ...as === undefined ? [] : ["--as", shellWord(as)],
    ...approve ? ["--approve", shellWord(approve)] : [],
    ...wait === own.wait ? [] : ["--wait", String(wait)],
    ...json ? ["--json"] : [],
  ]);
}

/** Goes on with the purge that is under way, without asking for another. */
function followLine(): string {
  return options.approve ? lineOf("ASKER", "who asked for it") : sameLine();
}

/** A shell refuses it until the second person has said who they are. */
function approveLine(operation: string): string {
  return lineOf("APPROVER", "who you are", "--approve", operation);
}

function typed(): string | null {
  if (!Deno.stdin.isTerminal()) return null;
  return prompt(`Everything of tenant ${quoted(slug)} goes, its backups too. Type its slug:`);
}

async function reached(): Promise<Outcome> {
  try {
    return await outcome();
  } catch (error) {
    if (error instanceof Refused) {
      const { status, code, detail, suggestion } = error.problem;
      return {
        exit: status >= 500 ? exits.unreachable : exits.refused,
        slug,
        code,
        detail,
        suggestion,
      };
    }
    if (!(error instanceof Unreachable || error instanceof NoAccess)) throw error;
    return { exit: exits.unreachable, slug, detail: error.message };
  }
}

const { exit, ...told } = await reached();
if (options.json) console.log(JSON.stringify(told));
else if (told.detail) console.error([told.detail, told.suggestion].filter(Boolean).join(" "));
else {
  console.log(`${quoted(slug)}: ${told.status} (operation ${told.operation})`);
  if (exit === exits.waiting) console.log(`Follow it: ${followLine()}`);
}
Deno.exit(exit);
