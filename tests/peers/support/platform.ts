import { strictEqual } from "node:assert/strict";
import { api } from "../../integration/support/api.ts";
import { tokenOf } from "../../integration/support/actors.ts";
import { ann, stack } from "../../integration/support/tenants.ts";

/** Where workflows find the platform, as they name it. */
export const platformApi = `${stack.apiUrl}/functions/v1/api`;

/** A token of n8n that may do this and no more. */
export async function tokenFor(scopes: string[]): Promise<string> {
  const name = `n8n ${crypto.randomUUID().slice(0, 8)}`;
  const body = { name, kind: "service", role: "platform_owner", scopes };
  const { status, body: made } = await api("POST", "/tokens", { token: await tokenOf(ann), body });
  strictEqual(status, 201, JSON.stringify(made));
  return made.secret;
}

/** What was asked of a stand-in. */
export interface Asked {
  method: string;
  path: string;
  headers: Headers;
  text: string;
}

/** A system on this machine that says what it is told to say; ends with `await using`. */
export function startStandIn(answer: (asked: Asked, nth: number) => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      const got = { method, headers, path: `${pathname}${search}`, text: await request.text() };
      asked.push(got);
      return await answer(got, asked.length);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Hands a request on to the platform, as something between that works. */
export async function passOn({ method, path, headers, text }: Asked): Promise<Response> {
  const [authorization, key] = ["authorization", "idempotency-key"].map((name) =>
    headers.get(name) ?? ""
  );
  return await fetch(`${platformApi}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      authorization: authorization!,
      ...key && { "idempotency-key": key },
    },
    body: method === "GET" ? undefined : text,
  });
}
