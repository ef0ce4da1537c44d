import type { Secret } from "../secret.ts";
import { AppError } from "../errors.ts";
import { faultFromAnswer } from "./answer_faults.ts";
import { databaseRefusal } from "./database_refusals.ts";
import { faultFromNetwork, OdooFault, type Operation } from "./faults.ts";
import { ZipEnd } from "./zip_end.ts";

/** One call of the web pages that Odoo's database manager is made of: RPC would hold a whole dump in memory. */
interface PageCall {
  url: string;
  masterPassword: Secret;
  operation: Operation;
  fetch: typeof fetch;
  signal: AbortSignal;
  /** Tells a wrong master password from a service that is off. */
  list(): Promise<unknown>;
}

/**
 * The archive of a database and its files. Odoo ends its answer by closing the connection, as a
 * crash does, too: the stream throws at its end unless the archive is whole.
 * @throws {AppError} odoo_*
 */
export async function dumpDatabase(
  call: PageCall,
  name: string,
): Promise<AsyncGenerator<Uint8Array>> {
  const form = { master_pwd: call.masterPassword.reveal(), name, backup_format: "zip" };
  const response = await post(call, "backup", { body: new URLSearchParams(form) });
  const isFile = response.headers.get("content-type")?.startsWith("application/octet-stream");
  if (response.status !== 200 || !isFile || !response.body) throw await refusal(call, response);
  return whole(call, response.body);
}

async function* whole(call: PageCall, body: ReadableStream<Uint8Array>) {
  const end = new ZipEnd();
  try {
    yield* end.passing(body);
  } catch (error) {
    throw faultFromNetwork(call.operation, error);
  }
  if (end.isWhole()) return;
  throw new OdooFault("transient", call.operation, "the dump broke off before its end");
}

/**
 * Makes a database of such an archive, with another uuid. It is sent as it comes in; what its source
 * throws comes out as it is, and Odoo, which misses the end of the form, makes nothing.
 * @throws {AppError} odoo_*
 */
export async function restoreDatabase(
  call: PageCall,
  { name, neutralize, file }: {
    name: string;
    neutralize: boolean;
    file: AsyncIterable<Uint8Array>;
  },
): Promise<void> {
  const fields = {
    master_pwd: call.masterPassword.reveal(),
    name,
    copy: "true",
    ...(neutralize && { neutralize_database: "true" }),
  };
  const boundary = `control-${crypto.randomUUID()}`;
  let fault: { error: unknown } | undefined;
  async function* body() {
    try {
      yield* multipart(boundary, fields, file);
    } catch (error) {
      fault = { error };
      throw error;
    }
  }
  try {
    const response = await post(call, "restore", {
      headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
      body: ReadableStream.from(body()),
    });
    if (response.status < 300 || response.status >= 400) throw await refusal(call, response);
    await response.body?.cancel();
  } catch (error) {
    throw fault ? fault.error : error;
  }
}

async function* multipart(
  boundary: string,
  fields: Record<string, string>,
  file: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const text = new TextEncoder();
  const part = (disposition: string, rest: string) =>
    text.encode(
      `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n${rest}`,
    );
  for (const [name, value] of Object.entries(fields)) {
    yield part(`name="${name}"`, `\r\n${value}\r\n`);
  }
  yield part(
    'name="backup_file"; filename="backup.zip"',
    "content-type: application/zip\r\n\r\n",
  );
  yield* file;
  yield text.encode(`\r\n--${boundary}--\r\n`);
}

async function post(call: PageCall, page: string, init: RequestInit): Promise<Response> {
  const url = `${call.url.replace(/\/+$/, "")}/web/database/${page}`;
  try {
    return await call.fetch(url, {
      ...init,
      method: "POST",
      redirect: "manual",
      signal: call.signal,
    });
  } catch (error) {
    throw faultFromNetwork(call.operation, error);
  }
}

/** The manager's pages answer 200 and tell what went wrong in a red box. */
async function refusal(call: PageCall, response: Response): Promise<AppError> {
  const { operation } = call;
  const text = await response.text();
  const box = /Database (?:backup|restore) error: ([^<]*)/.exec(text)?.[1];
  const told = box && unescaped(box.trim());
  if (response.status !== 200 || told === undefined) {
    const contentType = response.headers.get("content-type") ?? "";
    const location = response.headers.get("location");
    return faultFromAnswer(operation, { status: response.status, contentType, location, text });
  }
  if (/is not known$/.test(told)) {
    // Odoo says so of every database while its PostgreSQL is away; a list is refused then.
    await call.list();
    const reason = "there is no database of that name";
    return new AppError("odoo_database_missing", `Cannot ${operation.title}: ${reason}.`);
  }
  if (/already exists$/.test(told)) {
    const reason = "a database of that name is there already";
    return new AppError("odoo_database_exists", `Cannot ${operation.title}: ${reason}.`);
  }
  const kind = /Access ?Denied/i.test(told) ? "auth" : away.test(told) ? "transient" : "data";
  const suggestion = "Look at Odoo's own log, mend what it names, then try again.";
  const fault = new OdooFault(kind, operation, told, { suggestion });
  return await databaseRefusal(operation.title, fault, call.list);
}

/** What Odoo's pages quote of a PostgreSQL that is away, or went away: no word on what was asked. */
const away =
  /could not connect|connection to server|closed the connection|terminating connection|database system is/i;

const entities: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&#39;": "'",
  "&#34;": '"',
};

/** What Odoo escaped for the page: a password would not be found in it, and so not be masked. */
function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|#39|#34);/g, (entity) => entities[entity]!);
}
