import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import type { Settings } from "./settings.ts";

const Paginated = Octokit.plugin(paginateRest);

/** GitHub's REST API, for one repository. */
export type Github = ReturnType<typeof githubOf>;

/** The API as the workflow's token may use it. */
export function githubOf({ github: { api, token, owner, repo } }: Settings) {
  return { octokit: new Paginated({ auth: token, baseUrl: api }), at: { owner, repo } };
}
