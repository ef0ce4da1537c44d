import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { AppError } from "../errors.ts";
import { Strangers } from "./strangers.ts";

const burst = 600;
const refused = { code: "too_many_requests", extra: { retry_after: 1 } };

/** Strangers with a clock, and a way to come as one of them. */
function door() {
  let now = 0;
  let asked = 0;
  const strangers = new Strangers(() => now);
  const come = (bearer: string | null, code?: "unauthorized" | "forbidden" | "invalid_request") =>
    strangers.judged(bearer, () => {
      asked++;
      if (code) throw new AppError(code, "Cannot serve the request: it is a test.");
      return Promise.resolve("served");
    });
  return {
    strangers,
    come,
    asked: () => asked,
    pass: (ms: number) => now += ms,
    /** Guesses tokens until the door is shut. */
    guess: async (code: "unauthorized" | "invalid_request" = "unauthorized") => {
      for (let n = 0; n < burst; n++) await rejects(come(`guess ${n}`, code), { code });
    },
  };
}

Deno.test("Strangers refuse further tokens that may be guessed, before anybody is asked", async () => {
  for (const code of ["unauthorized", "invalid_request"] as const) {
    const { come, guess, asked } = door();
    await guess(code);
    await rejects(come("another"), refused);
    strictEqual(asked(), burst);
  }
});

Deno.test("Strangers let in again, ten a second", async () => {
  const { come, guess, pass } = door();
  await guess();
  pass(1000);
  for (let n = 0; n < 10; n++) {
    await rejects(come(`late ${n}`, "unauthorized"), { code: "unauthorized" });
  }
  await rejects(come("one more"), refused);
});

Deno.test("Strangers serve whom they know, however many others come", async () => {
  const { come, guess } = door();
  await come("ann");
  await rejects(come("ben", "forbidden"), { code: "forbidden" });
  await guess();
  deepStrictEqual([await come("ann"), await come("ben")], ["served", "served"]);
});

Deno.test("Strangers do not count those who are served", async () => {
  const { come } = door();
  for (let n = 0; n < 2 * burst; n++) await come(`caller ${n}`);
});

Deno.test("Strangers forget a token that is not valid any more", async () => {
  const { come, guess } = door();
  await come("ann");
  await rejects(come("ann", "unauthorized"), { code: "unauthorized" });
  await guess();
  await rejects(come("ann"), refused);
});

Deno.test("Strangers leave who has no token to be refused for that", async () => {
  const { come, guess } = door();
  await guess();
  await rejects(come(null, "unauthorized"), { code: "unauthorized" });
});

Deno.test("Strangers bound what is open by itself", async () => {
  const { strangers, come, guess, pass } = door();
  await guess();
  for (let n = 0; n < burst; n++) strangers.demandOpen();
  throws(() => strangers.demandOpen(), refused);
  pass(100);
  strangers.demandOpen();
  strictEqual(await come("ann"), "served");
});
