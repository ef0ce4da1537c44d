/**
 * Calls a function and prints its answer: `deno task call get api/tenants`.
 * Exit codes: 0 done or taken, 1 the answer is a problem or names rows that failed, 2 wrong usage,
 * 5 unreachable.
 */
import { commandLine, instanceOption, namedInstance } from "../stack/command_line.ts";
import { type Access, NoAccess, runAccess } from "./access.ts";
import { platformAccess } from "./platform_access.ts";

/** Which functions take the token that starts runs; all others know people and their tokens. */
const ofRuns = /^(seed|shadow)-odoo-finance\b/;
const methods = ["get", "post", "put", "patch", "delete"];

interface Options {
  as?: string;
  idempotencyKey?: string;
}

const command = commandLine("call", "Call a function and print its answer")
  .argument("<method>", methods.join(", "))
  .argument("<path>", "function and what follows, e.g. api/operations/<id>/approve")
  .argument("[body]", "what is sent, as JSON")
  .option("--as <address>", "as whom of a local stack's people; the platform's owner unless given")
  .option("--idempotency-key <key>", "one request however often it is sent")
  .addOption(instanceOption("local"))
  .addHelpText(
    "after",
    `
Environment: SUPABASE_URL with OCP_TOKEN or, for seeding and shadowing, SEED_RUN_TOKEN; without
them, the login that ocp keeps (of the API), or else the local stack.
Exit codes: 0 done or taken, 1 the answer is a problem or names rows that failed, 2 wrong usage,
5 unreachable.`,
  )
  .parse(Deno.args, { from: "user" });

const [word = "", path = "", text] = command.args;
if (!methods.includes(word.toLowerCase())) {
  command.error(
    `error: the method is one of ${methods.join(", ")}, and not ${Deno.inspect(word)}.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return command.error(`error: the body is no JSON: ${(error as Error).message}`);
  }
}

async function call(
  { url, token }: Access,
  body: unknown,
): Promise<[http: number, answer: string]> {
  const { idempotencyKey } = command.opts<Options>();
  const method = word.toUpperCase();
  try {
    const response = await fetch(`${url}/functions/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...idempotencyKey && { "idempotency-key": idempotencyKey },
      },
      body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
    });
    return [response.status, await response.text()];
  } catch (cause) {
    throw new NoAccess(`Cannot reach the platform: ${url} gives no answer.`, { cause });
  }
}

function readable(answer: string): string {
  try {
    return JSON.stringify(JSON.parse(answer), null, 2);
  } catch {
    return answer; // an export, or whatever answers in place of a function
  }
}

try {
  const body = text === undefined ? undefined : parsed(text);
  const wanted = { ...namedInstance(command), as: command.opts<Options>().as };
  const access = ofRuns.test(path) ? await runAccess(wanted) : await platformAccess(wanted);
  const [http, answer] = await call(access, body);
  console.log(readable(answer));
  Deno.exit(http < 300 && http !== 207 ? 0 : 1);
} catch (error) {
  if (!(error instanceof NoAccess)) throw error;
  console.error(error.message);
  Deno.exit(5);
}
