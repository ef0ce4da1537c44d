import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Suspicion, traitsOf } from "./suspicion.ts";

const row = (...traits: string[]) => ({ traits });
const suspicionOf = () => new Suspicion<{ traits: string[] }>(({ traits }) => traits);

Deno.test("a suspicion falls on what a refused row has and no row that went through", () => {
  const suspicion = suspicionOf();
  suspicion.clear([row("assigned", "close")]);
  strictEqual(suspicion.suspects(row("assigned", "poison")), false);
  suspicion.blame(row("assigned", "poison"));
  strictEqual(suspicion.suspects(row("poison", "open")), true);
  strictEqual(suspicion.suspects(row("assigned", "open")), false);
  suspicion.clear([row("poison")]);
  strictEqual(suspicion.suspects(row("poison", "open")), false);
});

Deno.test("a suspicion that proves wrong falls on nobody any more", () => {
  const suspicion = suspicionOf();
  suspicion.blame(row("poison", "late"));
  suspicion.drop(row("late"));
  strictEqual(suspicion.suspects(row("late")), false);
  strictEqual(suspicion.suspects(row("poison")), true);
});

Deno.test("after four wrong suspicions two refused rows have to have a trait", () => {
  const suspicion = suspicionOf();
  suspicion.blame(row("poison", "a", "b", "c", "d"));
  for (const trait of ["a", "b", "c", "d"]) suspicion.drop(row(trait));
  strictEqual(suspicion.suspects(row("poison")), false);
  suspicion.blame(row("poison", "e"));
  strictEqual(suspicion.suspects(row("poison")), true);
  strictEqual(suspicion.suspects(row("e")), false);
});

Deno.test("suspicions that prove right make up for wrong ones", () => {
  const suspicion = suspicionOf();
  suspicion.blame(row("poison", "a", "b", "c", "d"));
  for (let time = 0; time < 4; time++) suspicion.confirm(row("poison"));
  for (const trait of ["a", "b", "c", "d"]) suspicion.drop(row(trait));
  suspicion.blame(row("other"));
  strictEqual(suspicion.suspects(row("other")), true);
});

Deno.test("traitsOf() tells the fields, the words of texts and the ids in commands", () => {
  deepStrictEqual(
    traitsOf({
      name: "Reconcile the\n bank",
      stage_id: 3,
      user_ids: [[6, 0, [7, 8]]],
      active: false,
    }),
    [
      ...["name", "name Reconcile", "name the", "name bank", "stage_id", "stage_id 3"],
      ...["user_ids", "user_ids 6", "user_ids 0", "user_ids 7", "user_ids 8"],
      ...["active", "active false"],
    ],
  );
});

Deno.test("traitsOf() looks at the beginning of a long text alone", () => {
  strictEqual(traitsOf({ description: "x ".repeat(500_000) }).length, 102);
});
