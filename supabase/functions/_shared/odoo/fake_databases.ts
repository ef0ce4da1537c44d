import { ok, strictEqual } from "node:assert/strict";
import type { AppError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { FakeDatabaseServer } from "./fake_database_server.ts";

const password = new Secret("the administrator's");

/** A database as tests ask for it. */
export const acme = { name: "odoo_acme", lang: "en_US", login: "ann@example.com", password };

/** A server with the database `template`, and how it is reached: by its own or another master password, without pauses. */
export function served(masterPassword?: string, major?: 18 | 19 | 20) {
  const server = new FakeDatabaseServer(major);
  server.put("template");
  const options = {
    fetch: server.fetch,
    retry: { sleep: () => Promise.resolve() },
    now: () => 0,
  };
  const master = new Secret(masterPassword ?? server.masterPassword);
  return { server, access: { url: server.url, masterPassword: master }, options };
}

/** That an error has this code and tells this. */
export const refused = (code: string, reason = /./) => (error: AppError) => {
  strictEqual(error.code, code);
  ok(reason.test(error.message), error.message);
  return true;
};
