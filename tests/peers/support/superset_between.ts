import { state } from "./superset.ts";

/** Something between the platform and Superset: it hands requests on, and changes what a test says. */
export function between(
  change: {
    /** Changes what Superset is asked. */
    asked?(path: string, headers: Headers, nth: number): void;
    /** Changes what Superset has answered. */
    answered?(path: string, text: string, nth: number): string | Promise<string>;
  },
) {
  const asked: string[] = [];
  const times = new Map<string, number>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const what = `${request.method} ${pathname.replace("/api/v1", "")}`;
      asked.push(what);
      const nth = (times.get(what) ?? 0) + 1;
      times.set(what, nth);
      const headers = new Headers(request.headers);
      headers.delete("host");
      headers.delete("content-length");
      headers.delete("accept-encoding");
      change.asked?.(what, headers, nth);
      const hasBody = !["GET", "DELETE"].includes(request.method);
      const response = await fetch(state.url + pathname + search, {
        ...{ method: request.method, headers, redirect: "manual" },
        body: hasBody ? await request.arrayBuffer() : undefined,
      });
      const given = change.answered
        ? await change.answered(what, await response.text(), nth)
        : await response.arrayBuffer();
      const back = new Headers(response.headers);
      back.delete("content-length");
      back.delete("content-encoding");
      return new Response(given, { status: response.status, headers: back });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
