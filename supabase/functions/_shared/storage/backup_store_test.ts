import { rejects } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { backupStore } from "./backup_store.ts";

Deno.test("a Storage that never answers is told as unreachable, whatever it was asked", async () => {
  const answers = Promise.withResolvers<void>();
  const late = () => answers.promise.then(() => new Response());
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, late);
  const url = `http://127.0.0.1:${server.addr.port}`;
  const store = backupStore({ url, key: new Secret("key") }, 20);
  const unreachable = { code: "storage_unreachable" };
  await rejects(store.size("a.zip"), unreachable);
  await rejects(store.remove("a.zip"), unreachable);
  await rejects(store.get("a.zip", AbortSignal.timeout(20)), unreachable);
  answers.resolve();
  await server.shutdown();
});
