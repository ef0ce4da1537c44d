import { AppError } from "../errors.ts";
import { quoted } from "../quoted.ts";
import { respond } from "./respond.ts";
import type { Asked, Work } from "./route.ts";
import pages from "./runbooks.json" with { type: "json" };

/** A page that says what to do when something went wrong. */
export interface Runbook {
  name: string;
  title: string;
  /** Markdown. */
  text: string;
}

/** Every page, by name. */
export const runbooks: readonly Runbook[] = pages;

/** @throws {AppError} unauthorized */
export const list: Work = async ({ ask, request }) => {
  await demandSomebody(ask);
  const items = runbooks.map(({ name, title }) => ({ name, title }));
  return respond(request, { method: "GET" }, JSON.stringify({ items, total: items.length }));
};

/** A page by its name, or as links within the pages have it. @throws {AppError} unauthorized, not_found */
export const show: Work = async ({ ask, args, request }) => {
  await demandSomebody(ask);
  const { text } = runbookOf(String(args.name));
  const answer = respond(request, { method: "GET" }, text);
  answer.headers.set("content-type", "text/markdown; charset=utf-8");
  return answer;
};

/** @throws {AppError} not_found */
export function runbookOf(name: string): Runbook {
  const wanted = name.replace(/\.md$/, "");
  const page = runbooks.find((page) => page.name === wanted);
  if (page) return page;
  throw new AppError("not_found", `Cannot find runbook ${quoted(wanted)}: there is none.`, {
    suggestion: "GET /runbooks lists them.",
  });
}

/** Only the database knows whose a token is. */
async function demandSomebody(ask: Asked["ask"]): Promise<void> {
  if (await ask("get_me", {}) !== null) return;
  throw new AppError("unauthorized", "Cannot serve the request: nobody is known by its token.");
}
