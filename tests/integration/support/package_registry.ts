import { createHash } from "node:crypto";

/** A registry of packages on this machine, for as long as it is used. */
export interface PackageRegistry extends AsyncDisposable {
  url: string;
  /** What was asked for. */
  asked: string[];
}

/** Serves one package, as npm and Deno ask for it. */
export async function packageRegistry(
  manifest: { name: string; version: string },
  file: string,
): Promise<PackageRegistry> {
  const bytes = await Deno.readFile(file);
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { origin, pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname === "/package.tgz") return new Response(bytes);
    if (pathname !== `/${manifest.name}`) return new Response("{}", { status: 404 });
    const dist = { tarball: `${origin}/package.tgz`, integrity };
    return Response.json({
      name: manifest.name,
      "dist-tags": { latest: manifest.version },
      versions: { [manifest.version]: { ...manifest, dist } },
    });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
