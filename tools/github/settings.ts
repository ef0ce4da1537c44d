import { z } from "zod";

/** What GitHub tells of what has happened, as far as it matters here. */
const event = z.object({
  pull_request: z.object({
    number: z.number(),
    head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
    base: z.object({ repo: z.object({ full_name: z.string() }) }),
  }).optional(),
});

export type Event = z.infer<typeof event>;

/** Where a workflow runs, and what it is about. */
export interface Settings {
  github: { api: string; token: string; owner: string; repo: string; sha: string; runUrl: string };
  /** Files and folders of seeds. */
  paths: string[];
  binding: string;
  /** Tasks that files no longer have are archived. */
  prune: boolean;
  /** Whether there is a token of the platform: a fork has none. */
  hasPlatform: boolean;
  event: Event;
}

/** What is set wrong in a workflow or a repository. */
export class Unset extends Error {}

/** What the environment of a workflow says. @throws {Unset} */
export async function settings(): Promise<Settings> {
  const [owner = "", repo = ""] = needed("GITHUB_REPOSITORY").split("/");
  const server = Deno.env.get("GITHUB_SERVER_URL") ?? "https://github.com";
  const run = Deno.env.get("GITHUB_RUN_ID") ?? "";
  return {
    github: {
      api: Deno.env.get("GITHUB_API_URL") ?? "https://api.github.com",
      token: needed("GITHUB_TOKEN"),
      owner,
      repo,
      sha: needed("GITHUB_SHA"),
      runUrl: `${server}/${owner}/${repo}/actions/runs/${run}`,
    },
    paths: (given("SEED_PATHS") ?? "seeds").split(/\s+/).filter(Boolean),
    binding: given("SEED_BINDING") ?? "default",
    prune: given("SEED_PRUNE") === "true",
    hasPlatform: given("OCP_URL") !== undefined && given("OCP_TOKEN") !== undefined,
    event: event.parse(JSON.parse(await Deno.readTextFile(needed("GITHUB_EVENT_PATH")))),
  };
}

/** What has to be set. @throws {Unset} */
export function needed(name: string): string {
  const value = given(name);
  if (value !== undefined) return value;
  throw new Unset(
    `Cannot run: ${name} is not set. Set it in the workflow, or in the repository's secrets and ` +
      "variables: docs/github.md.",
  );
}

/** What may be set; GitHub gives a secret that is not there as an empty text. */
export function given(name: string): string | undefined {
  return Deno.env.get(name)?.trim() || undefined;
}
