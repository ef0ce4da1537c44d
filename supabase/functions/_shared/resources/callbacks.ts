import { z } from "zod";
import type { Route } from "./route.ts";

export const routes: Route[] = [
  {
    method: "POST",
    path: "/callbacks/{token}",
    summary: "Say that what a step waits for outside has come; its address has a signed token.",
    name: "call_back",
    work: async () => (await import("./call_back.ts")).callBack,
    open: true,
    params: z.strictObject({ token: z.string().max(1000) }),
    body: z.strictObject({
      status: z.enum(["done", "failed"]).default("done"),
      detail: z.string().max(500).optional().meta({ description: "Why it failed." }),
    }),
    answer: z.strictObject({ status: z.literal("taken") }).meta({ id: "CallbackTaken" }),
    problems: ["operation_status_refused"],
  },
];
