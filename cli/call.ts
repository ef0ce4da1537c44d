/**
 * Calls a function and prints its answer: `deno task call post seed-odoo-finance '{"dry_run": true}'`.
 * Exit codes: 0 done or taken, 1 the answer is a problem or names rows that failed, 2 wrong usage,
 * 5 unreachable.
 */
import { commandLine, instanceOption, namedInstance } from "../stack/command_line.ts";
import { access, call, Unreachable } from "./api.ts";

/** Which function asks for which token; all others are about seeds. */
const OF_TENANTS = /^(tenants|operations|tenant-create)\b/;

const command = commandLine("call", "Call a function and print its answer")
  .argument("<method>", "get or post")
  .argument("<path>", "function and what follows, e.g. operations/<id>/approve")
  .argument("[body]", "what is posted, as JSON")
  .option("--actor <who>", "for whom this is asked, e.g. ann@example.com; tenants need it")
  .option("--role <role>", "as what they ask, e.g. platform_owner")
  .option("--idempotency-key <key>", "one request however often it is sent")
  .addOption(instanceOption("local"))
  .addHelpText(
    "after",
    `
Environment: SUPABASE_URL with SEED_RUN_TOKEN or, for tenants, TENANT_ADMIN_TOKEN; without them, the
local stack's.
Exit codes: 0 done or taken, 1 the answer is a problem or names rows that failed, 2 wrong usage,
5 unreachable.`,
  )
  .parse(Deno.args, { from: "user" });

const [word = "", path = "", text] = command.args;
const method = word.toUpperCase();
if (method !== "GET" && method !== "POST") {
  command.error(`error: the method is get or post, and not ${Deno.inspect(word)}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return command.error(`error: the body is no JSON: ${(error as Error).message}`);
  }
}

try {
  const body = text === undefined ? undefined : parsed(text);
  const options = command.opts();
  const token = OF_TENANTS.test(path) ? "TENANT_ADMIN_TOKEN" : "SEED_RUN_TOKEN";
  const caller = { ...options, ...await access(namedInstance(command), token) };
  const { http, ...answer } = await call(caller, method as "GET" | "POST", path, body);
  console.log(JSON.stringify(answer, null, 2));
  Deno.exit(http < 300 && http !== 207 ? 0 : 1);
} catch (error) {
  if (!(error instanceof Unreachable)) throw error;
  console.error(error.message);
  Deno.exit(5);
}
