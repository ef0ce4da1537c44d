import type { GithubRepository, Run } from "../github/repository.ts";
import { GithubFault } from "../github/faults.ts";

/** Whether a change set has begun a run: there; missing; or unknown, where runs do not say what began them. */
export type Seen = { is: "there"; url: string } | { is: "missing" | "unknown" };

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const dayMs = 86_400_000;

/**
 * Looks for the run that a change set has begun, by its title. Nothing can be said of a missing one before
 * others have shown that titles name change sets. @throws {GithubFault} unless it is one that bars looking
 */
export async function lookFor(github: GithubRepository, id: string, since: Date): Promise<Seen> {
  const runs = await runsOf(github, new Date(since.getTime() - 30 * dayMs));
  const run = runs.find(({ title }) => title.includes(id));
  if (run) return { is: "there", url: run.url };
  return { is: runs.some(({ title }) => uuid.test(title)) ? "missing" : "unknown" };
}

/** None where whoever may send may not look. */
async function runsOf(github: GithubRepository, since: Date): Promise<Run[]> {
  try {
    return await github.dispatchedRuns(since);
  } catch (error) {
    if (error instanceof GithubFault && error.code === "github_refused") return [];
    throw error;
  }
}
