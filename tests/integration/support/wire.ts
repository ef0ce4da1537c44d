import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** PostgreSQL's messages, see its documentation, "Message Formats". */
const readyForQuery = "Z".charCodeAt(0);
const statementMessages = ["Q", "P"].map((type) => type.charCodeAt(0));

/**
 * A wire to a PostgreSQL server that tells of each statement the server has ended, before the client
 * hears so. When `hears` says no, the server loses its client, and rolls back what is not committed;
 * the client waits for ever, as nothing goes on in a process that is dead.
 */
export async function startWire(upstreamUrl: string, hears: (statement: string) => boolean) {
  const upstreamAt = new URL(upstreamUrl);
  const upstreams = new Set<Socket>();
  let isCut = false;
  const cut = () => {
    isCut = true;
    for (const upstream of upstreams) upstream.destroy();
  };
  const server = createServer((client) => {
    client.unref().on("error", () => {});
    if (isCut) return;
    const upstream = connect(Number(upstreamAt.port), upstreamAt.hostname);
    upstreams.add(upstream);
    upstream.on("error", () => {}).on("close", () => {
      upstreams.delete(upstream);
      if (!isCut) client.destroy();
    });
    client.on("close", () => upstream.destroy());
    let statement = "";
    let isLoggedIn = false;
    const fromClient = messages((type, body) => {
      if (isLoggedIn && statementMessages.includes(type)) statement = firstText(type, body);
    });
    const fromServer = messages((type) => {
      if (type !== readyForQuery || isCut) return;
      if (isLoggedIn && !hears(summary(statement))) cut();
      isLoggedIn = true;
    });
    client.on("data", (chunk: Uint8Array) => {
      if (isLoggedIn) fromClient(chunk);
      if (!isCut) upstream.write(chunk);
    });
    upstream.on("data", (chunk: Uint8Array) => {
      fromServer(chunk);
      if (!isCut) client.write(chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(upstreamUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    [Symbol.dispose]: () => {
      cut();
      server.close();
    },
  };
}

/** Splits a stream into messages: a type, a length that counts itself, a body. */
function messages(on: (type: number, body: Uint8Array) => void) {
  let rest: Uint8Array = new Uint8Array();
  return (chunk: Uint8Array) => {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    let at = 0;
    while (bytes.length - at >= 5) {
      const length = new DataView(bytes.buffer, at + 1, 4).getUint32(0);
      if (bytes.length - at < 1 + length) break;
      on(bytes[at]!, bytes.subarray(at + 5, at + 1 + length));
      at += 1 + length;
    }
    rest = bytes.slice(at);
  };
}

/** The statement of a Query or a Parse message; that one's name comes first. */
function firstText(type: number, body: Uint8Array): string {
  const texts = new TextDecoder().decode(body).split("\0");
  return texts[type === statementMessages[0] ? 0 : 1] ?? "";
}

/** What a statement does, without its values. */
function summary(statement: string): string {
  const call = /(control|vault|ops)\.\w+/.exec(statement);
  return call?.[0] ?? statement.trim().split(/\s+/).slice(0, 2).join(" ");
}
