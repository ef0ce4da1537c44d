import { join } from "node:path";
import { eventually } from "../../integration/support/eventually.ts";

const programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser of this machine; undefined where there is none. */
export const program: string | undefined = programs.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** One page of a browser without a window. */
export interface Page extends AsyncDisposable {
  go(url: string): Promise<void>;
  /** Waits until an expression of JavaScript is true there, and gives what it is. */
  until(what: string, expression: string): Promise<unknown>;
  /** Writes into a field, and presses a button, each found by its CSS selector. */
  write(selector: string, text: string): Promise<void>;
  press(selector: string): Promise<void>;
  /** The page as PNG. */
  picture(): Promise<Uint8Array<ArrayBuffer>>;
}

interface Answer {
  id?: number;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** A browser with a profile of its own, steered by Chromium's DevTools protocol; it ends with `await using`. */
export async function openPage(): Promise<Page> {
  const profile = await Deno.makeTempDir();
  const child = new Deno.Command(program!, {
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"],
      ...["--no-first-run", "--disable-background-networking", "--disable-component-update"],
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", // it reaches this machine alone
      ...[`--user-data-dir=${profile}`, "--remote-debugging-port=0", "about:blank"],
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const port = await eventually("the browser listens", async () => {
    const file = await Deno.readTextFile(join(profile, "DevToolsActivePort")).catch(() => "");
    const [port, path] = file.split("\n");
    return path && port; // it is whole
  });
  const wire = await connect(
    await eventually("the browser has a page", async () => {
      const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
      return targets.find(({ type }: { type: string }) => type === "page")?.webSocketDebuggerUrl;
    }),
  );
  const end = async () => {
    const closed = wire.closed();
    await wire.send("Browser.close");
    await closed;
    await child.status;
    await Deno.remove(profile, { recursive: true });
  };
  return { ...pageOver(wire.send), [Symbol.asyncDispose]: end };
}

type Send = (method: string, params?: Record<string, unknown>) => Promise<Record<string, unknown>>;

async function connect(url: string) {
  const socket = new WebSocket(url);
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  const opened = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  socket.onopen = () => opened.resolve();
  socket.onerror = () => opened.reject(new Error("Cannot connect to the browser."));
  socket.onclose = () => over.resolve();
  socket.onmessage = ({ data }) => {
    const answer: Answer = JSON.parse(data);
    if (answer.id !== undefined) waiting.get(answer.id)?.resolve(answer);
  };
  await opened.promise;
  const send: Send = async (method, params = {}) => {
    const id = waiting.size;
    const answer = Promise.withResolvers<Answer>();
    waiting.set(id, answer);
    socket.send(JSON.stringify({ id, method, params }));
    const { result = {}, error } = await answer.promise;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  return { send, closed: () => over.promise };
}

function pageOver(send: Send): Omit<Page, typeof Symbol.asyncDispose> {
  const valueOf = async (expression: string) => {
    const { result } = await send("Runtime.evaluate", { expression, returnByValue: true });
    return (result as { value?: unknown }).value;
  };
  const until: Page["until"] = async (what, expression) =>
    // A page that goes away in the midst of it says nothing.
    await eventually(what, () => valueOf(expression).catch(() => undefined), { everyMs: 100 });
  const found = async (selector: string) => {
    const element = `document.querySelector(${JSON.stringify(selector)})`;
    await until(`there is ${selector}`, `!!${element}`);
    return element;
  };
  return {
    go: async (url) => void await send("Page.navigate", { url }),
    until,
    write: async (selector, text) =>
      void await valueOf(`${await found(selector)}.value = ${JSON.stringify(text)}`),
    press: async (selector) => void await valueOf(`${await found(selector)}.click()`),
    picture: async () => {
      const { data } = await send("Page.captureScreenshot");
      return Uint8Array.fromBase64(String(data));
    },
  };
}
