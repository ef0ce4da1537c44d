import { deepEqual, equal, throws } from "node:assert/strict";
import {
  instanceOption,
  onInstance,
  resetLine,
  shellWord,
  taskLine,
  wholeNumber,
} from "./command_line.ts";

Deno.test("instanceOption() takes a name and refuses what leads elsewhere", () => {
  const { parseArg } = instanceOption("local");
  equal(parseArg!("scratch_2", ""), "scratch_2");
  for (const name of ["../x", "", "Upper", "a/b"]) throws(() => parseArg!(name, ""), /instance/);
});

Deno.test("wholeNumber() refuses what is no whole number", () => {
  equal(wholeNumber("300"), 300);
  for (const text of ["", "-1", "1.5", "1e3", "many"]) throws(() => wholeNumber(text), /whole/);
});

Deno.test("taskLine() names the instance unless it is the usual one", () => {
  equal(taskLine("stop").endsWith("task stop"), true);
  equal(taskLine("stop", "scratch").endsWith("task stop --instance scratch"), true);
  equal(taskLine("demo", "a", "a", ["--free-ports"]).endsWith("task demo --free-ports"), true);
});

Deno.test("resetLine() carries the flags of the start", () => {
  const line = resetLine({ instance: "scratch", odoo: false, ports: "free" });
  equal(line.endsWith("task reset --instance scratch --no-odoo --free-ports"), true);
  equal(resetLine({ instance: "local", odoo: true, ports: "default" }).endsWith("reset"), true);
});

Deno.test("shellWord() quotes what a shell would read as more than a word", () => {
  equal(shellWord("ann@example.com"), "ann@example.com");
  equal(shellWord("$(id) o'neil"), `'$(id) o'\\''neil'`);
  equal(shellWord(""), "''");
});

Deno.test("onInstance() takes its own option and leaves every other word as it stands", () => {
  const words = ["--instance", "scratch", "db", "push", "--dry-run", "--instance", "theirs", "-h"];
  deepEqual(onInstance("supabase", "", words), {
    instance: "scratch",
    args: ["db", "push", "--dry-run", "--instance", "theirs", "-h"],
  });
  deepEqual(onInstance("psql", "", ["-Atc", "select 1"]), {
    instance: "local",
    args: ["-Atc", "select 1"],
  });
});
