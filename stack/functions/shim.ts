/**
 * What Supabase's Edge Runtime offers beyond Deno; loads the function itself, so that it runs
 * unmodified: `Deno.serve` and `export default { fetch }` listen where the gateway expects them,
 * `EdgeRuntime.waitUntil` keeps background work referenced, and `beforeunload` says which limit is near.
 */
const port = Number(Deno.env.get("STACK_FUNCTION_PORT"));
const entrypoint = Deno.env.get("STACK_FUNCTION_ENTRYPOINT")!;
const serve = Deno.serve as (options: unknown, handler?: unknown) => Deno.HttpServer;
/** Work behind answers. */
const background = new Set<Promise<unknown>>();
let server: Deno.HttpServer | undefined;

type Handler = (request: Request, info: unknown) => Response | Promise<Response>;

function serveHere(first: unknown, second?: unknown): Deno.HttpServer {
  const options = typeof first === "function" ? {} : first as { handler?: unknown };
  const handler = (typeof first === "function" ? first : second ?? options.handler) as Handler;
  const onListen = () => {};
  const here = { ...options, hostname: "127.0.0.1", port, onListen, handler: undefined };
  return server = serve(
    here,
    (request: Request, info: unknown) => told(request) ?? handler(request, info),
  );
}

/** What the host says; a function's own paths begin with its name, so none of them looks like this. */
function told(request: Request): Response | undefined {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/_stack/retire") leave();
  else if (pathname === "/_stack/beforeunload") {
    const detail = { reason: searchParams.get("reason") };
    dispatchEvent(new CustomEvent("beforeunload", { detail }));
  } else return undefined;
  return new Response();
}

/** Ends the process once all answers are sent and all work behind them is done. */
async function leave(): Promise<void> {
  await server?.shutdown();
  while (background.size > 0) await Promise.allSettled(background);
  Deno.exit();
}

Object.defineProperty(Deno, "serve", { value: serveHere });
Object.defineProperty(globalThis, "EdgeRuntime", {
  value: {
    waitUntil<T>(work: Promise<T>): Promise<T> {
      background.add(work);
      work.catch((error) => console.error("Background work failed:", error))
        .finally(() => background.delete(work));
      return work;
    },
  },
});

const { default: exported } = await import(entrypoint);
if (!server && typeof exported?.fetch === "function") {
  serveHere((request: Request) => exported.fetch(request));
}
