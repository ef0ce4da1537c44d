import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { signedIn } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const stack = loadStack();
const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
addEventListener("unload", () => void sql.end());
const base = `${stack.apiUrl}/functions/v1/api`;

/** What a link to a heading says, as on GitHub. */
const anchor = (heading: string) =>
  heading.toLowerCase().replaceAll(/[^a-z0-9 _-]/g, "").replaceAll(" ", "-");

Deno.test("whatever an operation names as its runbook is found, with its section", async () => {
  const { token } = await signedIn("reader");
  const authorization = `Bearer ${token}`;
  const list = await api("GET", "/runbooks", { token });
  expectShape(list, "GET", "/runbooks");
  const kinds = await sql<
    { runbook: string }[]
  >`select distinct runbook from control.operation_kinds`;
  ok(kinds.length > 3);
  for (const { runbook } of kinds) {
    const [, name, section] = /^docs\/runbooks\/(.+)\.md(?:#(.+))?$/.exec(runbook)!;
    ok(list.body.items.some((item: { name: string }) => item.name === name), runbook);
    const page = await fetch(`${base}/runbooks/${name}`, { headers: { authorization } });
    deepStrictEqual(
      [page.status, page.headers.get("content-type")],
      [200, "text/markdown; charset=utf-8"],
    );
    const text = await page.text();
    strictEqual(
      text,
      await Deno.readTextFile(new URL(`../../docs/runbooks/${name}.md`, import.meta.url)),
    );
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!));
    ok(section === undefined || headings.includes(section), runbook);
    const etag = page.headers.get("etag")!;
    const headers = { authorization, "if-none-match": etag };
    strictEqual((await fetch(`${base}/runbooks/${name}`, { headers })).status, 304);
  }
  const none = await api("GET", "/runbooks/none", { token });
  deepStrictEqual([none.status, none.body.code], [404, "not_found"]);
});

Deno.test("runbooks are for those who are known", async () => {
  for (const token of [undefined, `ocp_${"0".repeat(64)}`]) {
    for (const path of ["/runbooks", "/runbooks/queue"]) {
      strictEqual((await api("GET", path, { token })).status, 401, path);
    }
  }
});

Deno.test("agents read runbooks as resources", async () => {
  const { token } = await signedIn("reader");
  const client = new Client({ name: "a test", version: "1" });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${base}/mcp`), { requestInit: { headers } }),
  );
  try {
    const { resources } = await client.listResources();
    const pages = [...Deno.readDirSync(new URL("../../docs/runbooks", import.meta.url))];
    deepStrictEqual(
      resources.map(({ uri }) => uri).sort(),
      pages.map(({ name }) => `runbook:${name.replace(".md", "")}`).sort(),
    );
    const { contents } = await client.readResource({ uri: "runbook:queue" });
    const [{ text }] = contents as { text: string }[] as [{ text: string }];
    ok(text.startsWith("# Work: runs, steps, templates"));
  } finally {
    await client.close();
  }
});
