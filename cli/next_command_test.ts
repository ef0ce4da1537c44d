import { deepEqual } from "node:assert/strict";
import { nextCommand } from "./next_command.ts";

Deno.test("nextCommand() leads to what is in the way", () => {
  deepEqual(
    nextCommand({ code: "operation_in_progress", operation_id: "7" }, ["tenant", "pause"]),
    [
      ...["operation", "logs", "-f", "7"],
    ],
  );
  deepEqual(nextCommand({ code: "forbidden" }, ["tenant", "pause"]), ["whoami"]);
  deepEqual(nextCommand({ code: "unauthorized" }, ["tenant", "pause"]), ["login", "--help"]);
  deepEqual(nextCommand({}, ["tenant", "pause"]), ["login", "--help"], "nobody answered");
});

Deno.test("nextCommand() lists what there is, or says how the command is used", () => {
  deepEqual(nextCommand({ code: "not_found" }, ["token", "revoke"]), ["token", "list"]);
  deepEqual(nextCommand({ code: "not_found" }, ["compare"]), ["tenant", "list"]);
  deepEqual(nextCommand({ code: "not_found" }, ["seed", "load"]), ["seed", "load", "--help"]);
  deepEqual(nextCommand({ code: "invalid_request" }, ["tenant", "create"]), [
    ...["tenant", "create", "--help"],
  ]);
});
