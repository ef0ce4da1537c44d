/** A request on its way to a peer. */
export interface Passing {
  method: string;
  path: string;
  headers: Headers;
  body: string;
  /** Of Keycloak: whether it is one of the admin API, and not for a token. */
  isAdmin: boolean;
}

/**
 * Stands before a peer and hands requests on. `decide` may have an answer lost after the peer has done what was
 * asked; it is told the request, and which one of its kind it is, from 1.
 */
export function passing(
  url: string,
  decide: (asked: Passing, nth: number) => "pass" | "lose" = () => "pass",
) {
  const asked: Passing[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      const body = await request.text();
      const isAdmin = pathname.startsWith("/admin/");
      const one = { method, path: pathname, headers, body, isAdmin };
      asked.push(one);
      const nth = asked.filter((other) => other.isAdmin === isAdmin).length;
      const answer = await fetch(url + pathname + search, {
        ...{ method, headers, redirect: "manual" },
        body: body === "" ? null : body,
      });
      const text = await answer.text();
      if (decide(one, nth) === "lose") return new Response("", { status: 502 });
      const kept = new Headers(answer.headers);
      for (const name of ["content-length", "content-encoding", "transfer-encoding"]) {
        kept.delete(name);
      }
      return new Response(answer.status === 204 ? null : text, {
        status: answer.status,
        headers: kept,
      });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
