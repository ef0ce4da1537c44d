import { type BrowserContextOptions, chromium, type Page } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The machine's browser; undefined where there is none, as `named` says. */
export const browser = places.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** How a test is called that needs one. */
export const named = (what: string) => browser ? what : `${what}: skipped, there is no browser`;

const here = ["127.0.0.1", "localhost", "*.localhost"].map((host) => `EXCLUDE ${host}`).join(", ");

/** A page of a browser of its own, which reaches this machine alone; it ends with `await using`. */
export async function openPage(options: BrowserContextOptions = {}) {
  const running = await chromium.launch({
    executablePath: browser!,
    args: ["--no-sandbox", `--host-resolver-rules=MAP * ~NOTFOUND, ${here}`],
  });
  const context = await running.newContext(options);
  // What hangs ends; on a busy machine all that comes may come late.
  context.setDefaultTimeout(600_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
  return {
    page,
    /** Errors of its scripts, and what its console has of them. */
    complaints,
    [Symbol.asyncDispose]: () => running.close(),
  };
}

/** Whether all that is on a page is as wide as it, at most. */
export const fits = (page: Page): Promise<boolean> =>
  page.evaluate("document.documentElement.scrollWidth <= innerWidth");
