/**
 * What Supabase's Edge Runtime offers beyond Deno; preloaded, so that functions run unmodified:
 * `Deno.serve` and `export default { fetch }` listen where the gateway expects them, and
 * `EdgeRuntime.waitUntil` keeps background work referenced.
 */
const port = Number(Deno.env.get("STACK_FUNCTION_PORT"));
const serve = Deno.serve as (options: unknown, handler?: unknown) => Deno.HttpServer;
let serving = false;

function serveHere(first: unknown, second?: unknown): Deno.HttpServer {
  serving = true;
  const options = typeof first === "function" ? {} : first as { handler?: unknown };
  const handler = typeof first === "function" ? first : second ?? options.handler;
  const onListen = () => {};
  return serve({ ...options, hostname: "127.0.0.1", port, onListen, handler: undefined }, handler);
}

Object.defineProperty(Deno, "serve", { value: serveHere });
Object.defineProperty(globalThis, "EdgeRuntime", {
  value: {
    waitUntil<T>(work: Promise<T>): Promise<T> {
      work.catch((error) => console.error("Background work failed:", error));
      return work;
    },
  },
});

// The main module is loaded after its preloads; importing it again gives the same instance.
setTimeout(async () => {
  const { default: exported } = await import(Deno.mainModule);
  if (!serving && typeof exported?.fetch === "function") {
    serveHere((request: Request) => exported.fetch(request));
  }
}, 0);
