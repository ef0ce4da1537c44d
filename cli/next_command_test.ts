import { deepEqual } from "node:assert/strict";
import { nextCommand } from "./next_command.ts";

const words = (...of: Parameters<typeof nextCommand>) => nextCommand(...of).words;

const pause = ["tenant", "pause"];
const apply = ["seed", "apply"];

Deno.test("nextCommand() leads to what is in the way", () => {
  deepEqual(words({ code: "operation_in_progress", operation_id: "7" }, pause), [
    ...["operation", "logs", "-f", "7"],
  ]);
  deepEqual(words({ code: "run_in_progress", run_id: "R" }, apply), ["seed", "status", "R"]);
  deepEqual(words({ code: "run_in_progress" }, apply), ["seed", "status"]);
  deepEqual(words({ code: "forbidden" }, pause), ["whoami"]);
  deepEqual(words({ code: "unauthorized" }, pause), ["login", "--help"]);
  deepEqual(words({}, pause), ["login", "--help"], "nobody answered");
});

Deno.test("nextCommand() goes on with what was refused", () => {
  const again = ["seed", "plan", "--binding", "acme"];
  const about = { again, plan: "P", run: "R" };
  for (const code of ["plan_stale", "run_cancelled"]) {
    deepEqual(words({ code }, apply, about), again);
  }
  deepEqual(words({ code: "cut_off" }, apply, about), ["seed", "status", "R"]);
  deepEqual(words({}, apply, about), ["seed", "status", "R"], "it does not say why");
  deepEqual(nextCommand({ code: "plan_not_approved" }, apply, about), {
    words: ["plan", "approve", "P", "--reason", "As agreed."],
    isForAnother: true,
  });
  const drift = { next: ["drift"] };
  deepEqual(words({ code: "not_found" }, ["seed", "accept"], drift), ["drift"]);
});

Deno.test("nextCommand() lists what there is, or says how the command is used", () => {
  deepEqual(words({ code: "not_found" }, ["token", "revoke"]), ["token", "list"]);
  deepEqual(words({ code: "not_found" }, ["compare"]), ["tenant", "list"]);
  deepEqual(words({ code: "not_found" }, ["seed", "load"]), ["seed", "load", "--help"]);
  deepEqual(words({ code: "invalid_request" }, ["tenant", "create"]), [
    ...["tenant", "create", "--help"],
  ]);
});
