/** A request that a peer got. */
export interface Got {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}

/** A peer on this machine that remembers what it got; ends with `await using`. */
export function peer(answer: (request: Request) => Response | Promise<Response>) {
  const requests: Got[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { method, headers } = request;
      const body = await request.clone().text();
      requests.push({ method, path: new URL(request.url).pathname, headers, body });
      return await answer(request);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
