import { answered, type Api, Refused } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import type { Frame } from "../frame.ts";
import { type Finding, unwell } from "./finding.ts";
import { nextLine } from "./next_line.ts";

/** Longer than any probe of the platform takes. */
const mostMs = 60_000;

/** What the platform finds of itself; for those who may not see it, that they do not. */
export async function foundByPlatform(api: Api, frame: Frame): Promise<Finding[]> {
  try {
    const signal = AbortSignal.timeout(mostMs);
    const { findings } = await answered(api.POST("/platform/checkup", { body: {}, signal }));
    return findings.map((finding) => told(finding, frame));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const check = { area: "platform", name: "checkup" };
    const { code, detail, suggestion } = error.problem;
    if (code !== "forbidden") return [unwell(check, "failure", detail, suggestion)];
    const seen = "Vault, queue, schedules, tokens, Storage and webhooks are not seen: " +
      "that takes the permission platform.read.";
    return [unwell(check, "unseen", seen, suggestion)];
  }
}

/** A finding of the API, with the line to type. */
export function told(
  finding: components["schemas"]["Finding"],
  frame: Pick<Frame, "line" | "callLine">,
): Finding {
  const { area, name, object, state, seen, suggestion } = finding;
  const next = state === "ok" ? null : nextLine(finding, frame);
  return { area, name, object, state, seen, suggestion, next };
}
