/** An error that Odoo answered; `name` is the Python exception, e.g. `odoo.exceptions.AccessDenied`. */
export class OdooError extends Error {
  constructor(readonly call: string, override readonly name: string, message: string) {
    super(`Cannot call ${call} in Odoo: ${message.trim().split("\n").at(-1)}`);
  }
}

interface RpcAnswer {
  result?: unknown;
  error?: { message: string; data?: { name?: string; message?: string } };
}

/** One call of `/jsonrpc`, which every Odoo from 14 to 19 answers; arguments never enter an error. */
export async function rpc<T>(
  url: string,
  service: "common" | "db" | "object",
  method: string,
  args: unknown[] = [],
  database?: string,
): Promise<T> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (database) headers["x-odoo-database"] = database; // 19: spares it listing all databases
  const response = await fetch(`${url}/jsonrpc`, {
    method: "POST",
    headers,
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "call",
      params: { service, method, args },
    }),
  });
  const call = service === "object" ? `${args[3]}.${args[4]}` : `${service}.${method}`;
  if (!response.ok) {
    await response.body?.cancel();
    throw new OdooError(call, "http", `HTTP status is ${response.status}.`);
  }
  const { result, error } = await response.json() as RpcAnswer;
  if (error) {
    throw new OdooError(call, error.data?.name ?? "", error.data?.message ?? error.message);
  }
  return result as T;
}

/** Calls of one user in one database. */
export interface Session {
  uid: number;
  call<T>(
    model: string,
    method: string,
    args: unknown[],
    options?: Record<string, unknown>,
  ): Promise<T>;
}

/** Logs in; Odoo answers `false` to a wrong login, which is an error here. */
export async function openSession(
  url: string,
  database: string,
  { login, password }: { login: string; password: string },
): Promise<Session> {
  const uid = await rpc<number | false>(url, "common", "authenticate", [
    database,
    login,
    password,
    {},
  ], database);
  if (uid === false) throw new Error(`Cannot log in to ${database}: ${login}'s password is wrong.`);
  return {
    uid,
    call: (model, method, args, options = {}) =>
      rpc(url, "object", "execute_kw", [
        database,
        uid,
        password,
        model,
        method,
        args,
        options,
      ], database),
  };
}

/** The server's own version, e.g. `19.0`. */
export async function serverVersion(url: string): Promise<string> {
  const { server_version } = await rpc<{ server_version: string }>(url, "common", "version");
  return server_version;
}
