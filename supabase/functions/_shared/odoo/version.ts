import { z } from "zod";
import { faultFromAnswer } from "./answer_faults.ts";
import { OdooFault } from "./faults.ts";
import { type OdooHttp, parseJson } from "./http.ts";
import { callService, type ServiceCall } from "./jsonrpc.ts";
import type { OdooVersion } from "./types.ts";

const title = "ask Odoo for its version";
const webReply = z.object({ version: z.string() });
const serviceReply = z.object({ server_version: z.string() });

/** Asks `/web/version`, which Odoo has from 19 on; null where there is none. */
export async function webVersion(
  http: OdooHttp,
  signal?: AbortSignal,
): Promise<OdooVersion | null> {
  const operation = { title, connection: http.connection };
  const answer = await http.send(operation, {
    method: "GET",
    path: "/web/version",
    repeatable: true,
    signal,
  });
  if (answer.status === 404) return null;
  const reply = webReply.safeParse(parseJson(answer.text));
  if (!reply.success) throw faultFromAnswer(operation, answer);
  return parseVersion(http, reply.data.version);
}

/** Asks `common.version` on `/jsonrpc`, which Odoo 14 to 19 have. */
export async function jsonRpcVersion(http: OdooHttp, signal?: AbortSignal): Promise<OdooVersion> {
  const call: ServiceCall = {
    service: "common",
    method: "version",
    args: [],
    repeatable: true,
    signal,
  };
  const reply = serviceReply.safeParse(await callService(http, title, call));
  return parseVersion(http, reply.data?.server_version ?? "");
}

/** Reads `19.0-20260301`, `18.0+e` and the online releases' `saas~18.2+e`. */
function parseVersion(http: OdooHttp, text: string): OdooVersion {
  const major = /^(?:saas~)?(\d+)\./.exec(text)?.[1];
  if (major) return { major: Number(major), text };
  const operation = { title, connection: http.connection };
  throw new OdooFault("protocol", operation, `"${text}" is not a version`);
}
