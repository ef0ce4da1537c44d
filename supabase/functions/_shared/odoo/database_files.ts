import type { Secret } from "../secret.ts";
import { AppError } from "../errors.ts";
import { odooBaseUrl } from "../odoo_url.ts";
import { sent } from "../outside/exchange.ts";
import { databaseRefusal, faultFromPage } from "./database_refusals.ts";
import { done } from "./database_pages.ts";
import { faultFromNetwork, OdooFault, type Operation } from "./faults.ts";
import { ZipEnd } from "./zip_end.ts";

/** One call of a page whose question or answer is a whole archive, which is never held in memory. */
interface PageCall {
  url: string;
  masterPassword: Secret;
  operation: Operation;
  fetch: typeof fetch;
  signal: AbortSignal;
  /** Tells a wrong master password from a service that is off. */
  list(): Promise<unknown>;
}

/** What Odoo calls an archive, up to 19 and from 20 on. */
const archive = /^application\/(octet-stream|zip)\b/;

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
  const response = await post(call, "backup", {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form),
  });
  const isFile = archive.test(response.headers.get("content-type") ?? "");
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
    if (response.status !== done) throw await refusal(call, response);
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

async function post(
  call: PageCall,
  page: string,
  { headers, body }: { headers: Record<string, string>; body: BodyInit },
): Promise<Response> {
  const url = `${odooBaseUrl(call.url)}/web/database/${page}`;
  const { signal } = call;
  const init = { method: "POST", redirect: "manual", headers: new Headers(headers), body } as const;
  try {
    return await call.fetch(url, sent({ ...init, signal }));
  } catch (error) {
    throw faultFromNetwork(call.operation, error);
  }
}

async function refusal(call: PageCall, response: Response): Promise<AppError> {
  const { status, headers } = response;
  const contentType = headers.get("content-type") ?? "";
  const text = await response.text();
  const answer = { status, contentType, location: headers.get("location"), text };
  const fault = faultFromPage(call.operation, answer);
  return await databaseRefusal(call.operation.title, fault, call.list);
}
