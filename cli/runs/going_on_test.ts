import { deepEqual } from "node:assert/strict";
import { goingOnWords, planningWords } from "./going_on.ts";

const scope = { program: "fin", projects: ["A", "B"], prune: "archive" };
const run = { id: "R", type: "seed", binding: "acme", scope, only: null } as const;
const words = (text: string) => text.split(" ");

Deno.test("goingOnWords() goes on with all that was asked for", () => {
  const all = "seed apply --binding acme --program fin --project A B --prune";
  deepEqual(goingOnWords(run), words(all));
  deepEqual(goingOnWords(run, ["--auto-approve"]), words(`${all} --auto-approve`));
  const never = { ...run, scope: { prune: "never" } };
  deepEqual(goingOnWords(never), words("seed apply --binding acme"));
});

Deno.test("goingOnWords() goes on with a part of a plan", () => {
  const only = { projects: ["A"], models: ["project.task"], refs: ["A-1"], actions: ["create"] };
  deepEqual(
    goingOnWords({ ...run, scope: {}, only }),
    words("seed apply --binding acme --project A --kind task --ref A-1 --action create"),
  );
});

Deno.test("goingOnWords() knows what each kind of run was begun by", () => {
  const of = (type: "shadow" | "plan" | "adopt") =>
    goingOnWords({ ...run, type, scope: { projects: ["A"] } }).join(" ");
  deepEqual([of("shadow"), of("plan"), of("adopt")], [
    "drift --shadow --binding acme",
    "seed plan --binding acme --project A",
    "seed adopt --binding acme --project A",
  ]);
});

Deno.test("planningWords() plans the same seeds once more", () => {
  deepEqual(planningWords({ binding: "b", scope: { program: "p q" } }), [
    ...["seed", "plan", "--binding", "b", "--program", "p q"],
  ]);
});
