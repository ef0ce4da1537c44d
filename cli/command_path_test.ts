import { deepEqual } from "node:assert/strict";
import { commandPath } from "./command_path.ts";
import { ocpProgram } from "./program.ts";

Deno.test("commandPath() ends where the command's own words begin", () => {
  const program = ocpProgram();
  deepEqual(commandPath(program, ["tenant", "show", "list"]), ["tenant", "show"]);
  deepEqual(commandPath(program, ["whoami"]), ["whoami"]);
  deepEqual(commandPath(program, ["nonsense", "list"]), []);
});
