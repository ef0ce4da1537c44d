import { Hono } from "hono";
import { serveStatic } from "hono/deno";
import { secureHeaders } from "hono/secure-headers";

/** `/console/…`: the pages as any static host serves them, told where this instance's API is. */
export function consolePages(folder: string): Hono {
  const app = new Hono().basePath("/console");
  app.use(secureHeaders({ contentSecurityPolicy: { frameAncestors: ["'none'"] } }));
  app.get(
    "/config.json",
    ({ req, json }) => json({ api: new URL("/functions/v1/api", req.url).href }),
  );
  app.use(serveStatic({
    root: folder,
    rewriteRequestPath: (path) => path.replace(/^\/console/, ""),
  }));
  return app;
}
