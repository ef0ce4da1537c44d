import { fileURLToPath } from "node:url";
import { forward } from "../../stack/gateway/proxy.ts";
import { TextLineStream } from "./lines.ts";
import type { Job, Sent } from "./load.ts";

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

function lines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncIterator<string> {
  return stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
    [Symbol.asyncIterator]();
}

/** The process that sends; ends with `await using`. */
export function sender() {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net=127.0.0.1", file("load.ts")],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  const results = lines(process.stdout);
  return {
    async send(job: Job): Promise<Sent> {
      await writer.write(new TextEncoder().encode(`${JSON.stringify(job)}\n`));
      return JSON.parse((await results.next()).value!) as Sent;
    },
    async [Symbol.asyncDispose]() {
      await writer.close();
      await process.status;
    },
  };
}

/** The bare route in a process of its own, behind what the functions are behind; ends with `await using`. */
export async function bareRoute(databaseUrl: string) {
  const port = freePort();
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-net=127.0.0.1",
      "--allow-env",
      "--allow-read",
      file("bare.ts"),
      databaseUrl,
      `${port}`,
    ],
    stdout: "piped",
  }).spawn();
  await lines(process.stdout).next();
  const bare = new URL(`http://127.0.0.1:${port}/bare`);
  const gateway = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => forward(request, bare),
  );
  return {
    url: `http://127.0.0.1:${gateway.addr.port}/bare`,
    async [Symbol.asyncDispose]() {
      await gateway.shutdown();
      process.kill();
      await process.status;
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
