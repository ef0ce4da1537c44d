import { deepEqual, equal, match } from "node:assert/strict";
import { callerFindings, documentFinding } from "./api.ts";

const known = { info: { version: "1" }, paths: { "/a": { get: {} }, "/b": { get: {}, post: {} } } };

Deno.test("documentFinding() tells the versions of ocp and of the API apart", () => {
  equal(documentFinding(structuredClone(known), known).state, "ok");
  const older = documentFinding({ ...known, paths: { "/a": { get: {} } } }, known);
  equal(older.state, "warning");
  match(older.seen, /lacks 2 endpoints that ocp has: GET \/b/);
  const newer = documentFinding({ ...known, paths: { ...known.paths, "/c": { get: {} } } }, known);
  deepEqual([newer.state, /lacks/.test(newer.seen)], ["warning", false]);
  equal(documentFinding({ ...known, info: { version: "2" } }, known).state, "failure");
});

const me = {
  ...{ name: "ci", kind: "service" as const, on_behalf_of: null, permissions: [] },
  ...{ platform_roles: ["platform_operator"], tenant_roles: [] },
};
const now = Date.parse("2026-11-30T00:00:00Z");
const states = (changes: Partial<Parameters<typeof callerFindings>[0]>) =>
  callerFindings({ ...me, expires_at: null, ...changes }, now).map(({ state }) => state);

Deno.test("callerFindings() warns of a machine's token two weeks before it ends, and of nobody's role", () => {
  deepEqual(states({}), ["ok", "ok"]);
  deepEqual(states({ expires_at: "2026-12-14T00:00:01+00:00" }), ["ok", "ok"]);
  deepEqual(states({ expires_at: "2026-12-13T23:59:59+00:00" }), ["ok", "warning"]);
  deepEqual(states({ kind: "person", expires_at: "2026-11-30T01:00:00+00:00" }), ["ok", "ok"]);
  deepEqual(states({ platform_roles: [] }), ["warning", "ok"]);
  deepEqual(states({ platform_roles: [], tenant_roles: [{ tenant: "acme", role: "viewer" }] }), [
    ...["ok", "ok"],
  ]);
});
