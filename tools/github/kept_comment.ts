import { z } from "zod";
import type { Github } from "./octokit.ts";

/** What a comment says to the workflow on merge, beside what it says to people. */
const marked = z.object({ binding: z.string(), plan: z.uuid().optional() });

export type Marked = z.infer<typeof marked>;

const marker = /^<!-- ocp-seed-plan (\{.*\}) -->/;

/** Keeps one comment of a binding on a pull request: the first time it is written, later changed. */
export async function keepComment(
  { octokit, at }: Github,
  issue_number: number,
  about: Marked,
  text: string,
): Promise<void> {
  const body = `<!-- ocp-seed-plan ${JSON.stringify(about)} -->\n${text}`;
  const kept = await keptComment({ octokit, at }, issue_number, about.binding);
  if (kept === undefined) {
    await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      ...at,
      issue_number,
      body,
    });
  } else {
    await octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      ...at,
      comment_id: kept.id,
      body,
    });
  }
}

/** The comment of a binding; what people write is none, whatever is in it. */
export async function keptComment(
  { octokit, at }: Github,
  issue_number: number,
  binding: string,
): Promise<{ id: number | bigint; marked: Marked } | undefined> {
  const comments = await octokit.paginate(
    "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
    { ...at, issue_number, per_page: 100 },
  );
  for (const { id, body, user } of comments) {
    const said = user?.type === "Bot" ? markedBy(body) : undefined;
    if (said?.binding === binding) return { id, marked: said };
  }
}

function markedBy(body = ""): Marked | undefined {
  const [, json] = marker.exec(body) ?? [];
  if (json === undefined) return undefined;
  try {
    return marked.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
