import { deepEqual, equal, rejects } from "node:assert/strict";
import { type OperationEvent, operationEvents } from "./operation_events.ts";
import { Refused, Unreachable } from "./client.ts";

const told = (id: number, status: string): string => {
  const event: Partial<OperationEvent> = { id, step: null, status };
  return `id: ${id}\nevent: operation\ndata: ${JSON.stringify(event)}\n\n`;
};
const pause = () => Promise.resolve();

/** A platform that gives one answer after the other, and remembers what each was asked for. */
function platform(...answers: Response[]) {
  const asked: (string | null)[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    ({ headers }) => {
      asked.push(headers.get("last-event-id"));
      return answers.shift() ?? Response.json({}, { status: 503 });
    },
  );
  const access = { url: `http://127.0.0.1:${server.addr.port}`, token: "t" };
  return { asked, access, [Symbol.asyncDispose]: () => server.shutdown() };
}

function stream(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/event-stream" } });
}

async function statuses(events: AsyncIterable<OperationEvent>): Promise<string[]> {
  return await Array.fromAsync(events, ({ status }) => status);
}

Deno.test("operationEvents() goes on behind the last event when the stream closes", async () => {
  await using p = platform(
    stream(`retry: 1000\n\n${told(3, "queued")}${told(7, "running")}id: 8\nevent: oper`),
    Response.json({}, { status: 503 }),
    stream(`: still here\n\n${told(8, "succeeded")}event: end\ndata: {}\n\n`),
  );
  deepEqual(await statuses(operationEvents(p.access, "o", { pause })), [
    "queued",
    "running",
    "succeeded",
  ]);
  deepEqual(p.asked, ["0", "7", "7"]);
});

Deno.test("operationEvents() begins behind an event that is known", async () => {
  await using p = platform(stream("event: end\ndata: {}\n\n"));
  deepEqual(await statuses(operationEvents(p.access, "o", { after: 12, pause })), []);
  deepEqual(p.asked, ["12"]);
});

Deno.test("operationEvents() says that it was refused, and gives up where nobody answers", async () => {
  const problem = {
    status: 404,
    code: "not_found",
    detail: "Cannot find it.",
    suggestion: "Look.",
  };
  await using refusing = platform(Response.json(problem, { status: 404 }));
  await rejects(statuses(operationEvents(refusing.access, "o", { pause })), Refused);
  await using away = platform();
  await rejects(statuses(operationEvents(away.access, "o", { pause })), Unreachable);
  equal(away.asked.length, 31);
});
