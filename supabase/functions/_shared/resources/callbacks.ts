import { z } from "zod";
import { keyProblems, type Route } from "./route.ts";

export const routes: Route[] = [
  {
    method: "POST",
    path: "/callbacks/{token}",
    summary:
      "Say that what a step waits for outside has come: by an address with a signed token, or by one with the step's id, signed as Standard Webhooks have it.",
    name: "call_back",
    work: async () => (await import("./call_back.ts")).callBack,
    open: true,
    signed: true,
    params: z.strictObject({ token: z.string().max(1000) }),
    body: z.strictObject({
      status: z.enum(["done", "failed"]).default("done"),
      detail: z.string().max(500).optional().meta({ description: "Why it failed." }),
    }),
    answer: z.strictObject({ status: z.literal("taken") }).meta({ id: "CallbackTaken" }),
    problems: ["operation_status_refused", ...keyProblems],
  },
];
