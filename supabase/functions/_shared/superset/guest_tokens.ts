import { z } from "zod";
import { Secret } from "../secret.ts";
import type { SupersetClient } from "./client.ts";

/** Which rows a guest is shown: of one dataset by its id, else of every one. */
export interface GuestRule {
  clause: string;
  dataset?: number;
}

export interface Guest {
  /** Seen in Superset's log; no account. */
  username: string;
  /** What `embedDashboard` returned; a number would be taken for a dashboard's id. */
  dashboards: string[];
  /** At least one: `1 = 1` says that the database alone decides. */
  rules: [GuestRule, ...GuestRule[]];
}

const made = z.object({ token: z.string().min(1) });

/**
 * Makes a token with which a page shows dashboards for five minutes.
 * @throws {SupersetFault} superset_refused for a dashboard that is not embedded
 */
export async function guestToken(
  client: SupersetClient,
  { username, dashboards, rules }: Guest,
): Promise<Secret> {
  const { token } = await client.ask({
    ...{ method: "POST", path: "/security/guest_token/", repeatable: true },
    title: `make a token for the guest ${username}`,
    body: {
      user: { username },
      resources: dashboards.map((id) => ({ type: "dashboard", id })),
      rls: rules,
    },
  }, made);
  return new Secret(token);
}
