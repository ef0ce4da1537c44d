import { given } from "./settings.ts";

/** Puts Markdown on the page of the workflow's run; without one, on standard output. */
export async function summarize(markdown: string): Promise<void> {
  const path = given("GITHUB_STEP_SUMMARY");
  if (path === undefined) console.log(markdown);
  else await Deno.writeTextFile(path, `${markdown}\n`, { append: true });
}
