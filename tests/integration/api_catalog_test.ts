import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { signedInAs } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const sql = postgres(loadStack().databaseUrl, { max: 1, onnotice: () => {} });
addEventListener("unload", () => void sql.end());

Deno.test("a bundle is made, looked at before it is changed, and keeps its versions", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const code = `b-${crypto.randomUUID().slice(0, 8)}`;
  const body = { code, name: "A bundle", type: "crm", modules: ["crm"] };
  const made = await api("POST", "/catalog/bundles", { token, body });
  expectShape(made, "POST", "/catalog/bundles");
  const path = `/catalog/bundles/${code}`;
  const preview = await api("POST", `${path}/preview`, { token, body: { modules: ["project"] } });
  expectShape(preview, "POST", "/catalog/bundles/{id}/preview");
  deepStrictEqual([preview.body.add, preview.body.remove], [["project"], ["crm"]]);
  const changed = { ...body, modules: ["crm", "project"] };
  strictEqual((await api("POST", "/catalog/bundles", { token, body: changed })).body.version, "2");
  const read = await api("GET", path, { token });
  expectShape(read, "GET", "/catalog/bundles/{id}");
  deepStrictEqual(read.body.versions.map((v: { modules: string[] }) => v.modules), [
    ["crm", "project"],
    ["crm"],
  ]);
  const list = await api("GET", `/catalog/modules?bundle=${code}`, { token });
  expectShape(list, "GET", "/catalog/modules");
  strictEqual(list.body.total, 2);
  const module_ = await api("GET", "/catalog/modules/project", { token });
  expectShape(module_, "GET", "/catalog/modules/{module}");
});

Deno.test("the catalog is changed by a platform owner, who is told what is wrong", async () => {
  const owner = await signedInAs(sql, "platform_owner");
  const operator = await signedInAs(sql, "platform_operator");
  const body = { code: "crm-sales", name: "Mine", type: "crm", modules: ["crm"] };
  for (const path of ["/catalog/bundles", "/catalog/bundles/crm-sales/preview"]) {
    const asked = path.endsWith("preview") ? { modules: ["crm"] } : body;
    const refused = await api("POST", path, { token: operator.token, body: asked });
    deepStrictEqual([refused.status, refused.body.code], [403, "forbidden"], path);
  }
  const wrong: [change: object, said: RegExp][] = [
    [{ modules: [] }, /modules: /],
    [{ modules: ["crm", "crm"] }, /modules: must not name a module twice/],
    [{ modules: ["Sale Order"] }, /must be a module's technical name/],
    [{ code: "Not a code" }, /code: must be a lower-case code/],
    [{ type: "CRM" }, /type: must be a lower-case word/],
    [{ version: "9" }, /version: is not known here/],
  ];
  for (const [change, said] of wrong) {
    const refused = await api("POST", "/catalog/bundles", {
      token: owner.token,
      body: { ...body, ...change },
    });
    deepStrictEqual([refused.status, refused.body.code], [400, "invalid_request"]);
    match(refused.body.detail, said);
  }
  for (const path of ["/catalog/bundles/nowhere", "/catalog/modules/nowhere"]) {
    const answer = await api("GET", path, { token: owner.token });
    deepStrictEqual([answer.status, answer.body.code], [404, "not_found"], path);
  }
});
