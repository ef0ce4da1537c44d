import { deepEqual } from "node:assert/strict";
import { nextCommand } from "./next_command.ts";

const pause = ["tenant", "pause"];
const apply = ["seed", "apply"];

Deno.test("nextCommand() leads to what is in the way", () => {
  deepEqual(nextCommand({ code: "operation_in_progress", operation_id: "7" }, pause), [
    ...["operation", "logs", "-f", "7"],
  ]);
  deepEqual(nextCommand({ code: "run_in_progress", run_id: "R" }, apply), ["seed", "status", "R"]);
  deepEqual(nextCommand({ code: "run_in_progress" }, apply), ["seed", "status"]);
  deepEqual(nextCommand({ code: "forbidden" }, pause), ["whoami"]);
  deepEqual(nextCommand({ code: "unauthorized" }, pause), ["login", "--help"]);
  deepEqual(nextCommand({}, pause), ["login", "--help"], "nobody answered");
});

Deno.test("nextCommand() goes on with what was refused", () => {
  const about = { binding: "acme", plan: "P", run: "R" };
  deepEqual(nextCommand({ code: "plan_stale" }, apply, about), [
    ...["seed", "plan", "--binding", "acme"],
  ]);
  deepEqual(nextCommand({ code: "cut_off" }, apply, about), ["seed", "status", "R"]);
  deepEqual(nextCommand({}, apply, about), ["seed", "status", "R"], "it does not say why");
  const drift = { next: ["drift"] };
  deepEqual(nextCommand({ code: "not_found" }, ["seed", "accept"], drift), ["drift"]);
});

Deno.test("nextCommand() lists what there is, or says how the command is used", () => {
  deepEqual(nextCommand({ code: "not_found" }, ["token", "revoke"]), ["token", "list"]);
  deepEqual(nextCommand({ code: "not_found" }, ["seed", "load"]), ["seed", "load", "--help"]);
  deepEqual(nextCommand({ code: "invalid_request" }, ["tenant", "create"]), [
    ...["tenant", "create", "--help"],
  ]);
});
