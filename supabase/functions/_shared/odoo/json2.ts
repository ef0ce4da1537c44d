import { z } from "zod";
import { faultFromAnswer } from "./answer_faults.ts";
import { faultFromException, type FaultKind, OdooFault, type Operation } from "./faults.ts";
import { jsonOf, type OdooHttp, parseJson } from "./http.ts";
import { callService } from "./jsonrpc.ts";
import { isRepeatable } from "./repeatable.ts";
import type { Answer, OdooCall, OdooTransport } from "./types.ts";
import { quoted } from "../quoted.ts";

/** Calls models over `/json/2`, which Odoo has from 19 on, with an API key as bearer. */
export class Json2Transport implements OdooTransport {
  readonly kind = "json2";
  readonly #http: OdooHttp;

  constructor(http: OdooHttp) {
    this.#http = http;
  }

  execute(model: string, method: string, call: OdooCall): Promise<unknown> {
    const repeatable = isRepeatable(method, call.kwargs);
    const title = `call ${model}.${method}`;
    return callModel(this.#http, title, `${model}/${method}`, { ...call, repeatable });
  }
}

const userContext = z.object({ uid: z.number() });

/** The id of the user that the API key belongs to; `/json/2` has no login. */
export async function keyOwner(http: OdooHttp, signal?: AbortSignal): Promise<number> {
  const title = `log in to the Odoo database ${quoted(http.connection.database)} with the API key`;
  const context = await callModel(http, title, "res.users/context_get", {
    signal,
    repeatable: true,
  });
  const reply = userContext.safeParse(context);
  if (reply.success) return reply.data.uid;
  const operation = { title, connection: http.connection };
  throw new OdooFault("protocol", operation, "the answer holds no user id");
}

async function callModel(
  http: OdooHttp,
  title: string,
  path: string,
  { ids, kwargs, context, signal, repeatable, answerMb }: OdooCall & { repeatable: boolean },
): Promise<unknown> {
  const { connection } = http;
  const operation: Operation = { title, connection };
  const answer = await http.send(operation, {
    method: "POST",
    path: `/json/2/${path}`,
    headers: {
      authorization: `bearer ${connection.password.reveal()}`,
      "x-odoo-database": connection.database,
    },
    repeatable,
    answerMb,
    body: { ...kwargs, ...(ids && { ids }), ...(context && { context }) },
    signal,
  });
  if (foundNoDatabase(answer)) throw await databaseFault(http, operation, signal);
  return resultOf(operation, answer);
}

/** Odoo answers with its own page when it finds no database to ask. */
function foundNoDatabase({ status, text }: Answer): boolean {
  return status === 404 && !exceptionBody.safeParse(parseJson(text)).success;
}

/**
 * Whether the database is missing or Odoo's PostgreSQL is away, of which `/json/2` says the same. A
 * login over `/jsonrpc`, be it of nobody, fails as PostgreSQL does. Where even that login was answered,
 * the database is there, and only not served yet; without an answer of Odoo's, it is missing.
 */
async function databaseFault(
  http: OdooHttp,
  operation: Operation,
  signal?: AbortSignal,
): Promise<OdooFault> {
  const { database } = http.connection;
  const args = [database, "", "", {}];
  const login = { service: "common", method: "authenticate", args, repeatable: true } as const;
  try {
    await callService(http, operation.title, { ...login, signal });
    return new OdooFault(
      "transient",
      operation,
      `the database ${quoted(database)} is there, but not served`,
      {
        suggestion: "Run again in a while; if it stays so, check Odoo's dbfilter.",
      },
    );
  } catch (error) {
    if (!(error instanceof OdooFault)) throw error;
    const known = error.kind !== "database_missing" && error.extra?.exception !== undefined;
    const away = awayKinds.includes(error.kind) || known;
    if (away) return new OdooFault("transient", operation, error.reason);
  }
  return new OdooFault(
    "database_missing",
    operation,
    `the database ${quoted(database)} does not exist`,
  );
}

const awayKinds: FaultKind[] = ["transient", "unknown_outcome", "unreachable"];

const exceptionBody = z.object({ name: z.string(), message: z.string() });

function resultOf(operation: Operation, answer: Answer): unknown {
  const body = jsonOf(operation, answer);
  if (answer.status === 200 && body !== undefined) return body;
  const exception = exceptionBody.safeParse(body);
  if (exception.success) throw faultFromException(operation, exception.data);
  throw faultFromAnswer(operation, answer);
}
