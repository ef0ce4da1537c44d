import { equal } from "node:assert/strict";
import { taskLine } from "../stack/command_line.ts";
import { callLine, lineForAnother, pastedLine } from "./pasted_line.ts";

const words = ["operation", "approve", "a b"];
const task = taskLine("ocp");

Deno.test("pastedLine() says the same stack and the same person, quoted for a shell", () => {
  equal(pastedLine({ instance: "local" }, words), `${task} operation approve 'a b'`);
  equal(
    pastedLine({ instance: "two", as: "ann@example.com" }, ["whoami"]),
    `${task} --instance two --as ann@example.com whoami`,
  );
});

Deno.test("callLine() says a call of the API, quoted for a shell", () => {
  equal(callLine({ instance: "local" }, "GET", "/letters"), `${taskLine("call")} get api/letters`);
  const spoken = { instance: "two", as: "ann@example.com" };
  equal(
    callLine(spoken, "POST", "/tokens/7/rotate", { days: 9 }),
    `${taskLine("call")} --instance two --as ann@example.com post api/tokens/7/rotate '{"days":9}'`,
  );
});

Deno.test("lineForAnother() leaves open who it is, and nothing else", () => {
  const said = '"${APPROVER:?say who you are}"';
  const spoken = { instance: "local", as: "ann@example.com" };
  equal(
    lineForAnother(spoken, words, "token"),
    `OCP_TOKEN=${said} ${task} operation approve 'a b'`,
  );
  equal(lineForAnother(spoken, words, "address"), `${task} --as ${said} operation approve 'a b'`);
  equal(lineForAnother(spoken, words, "login"), `${task} operation approve 'a b'`);
});
