import { fileURLToPath } from "node:url";
import { loadStack } from "./stack.ts";

const program = fileURLToPath(new URL("../../../tools/github/main.ts", import.meta.url));
/** So many at most are on a page, so that pages are turned. */
const mostOnAPage = 2;
const token = "ghs_of_the_workflow";

interface User {
  login: string;
  type: "Bot" | "User";
}

interface Comment {
  id: number;
  issue: number;
  user: User;
  body: string;
}

interface Issue {
  number: number;
  title: string;
  user: User;
  body: string;
  state: "open" | "closed";
  state_reason?: string;
  labels: { name: string }[];
}

interface Pull {
  number: number;
  merged_at: string | null;
  files: string[];
  /** The commits that it brought. */
  commits: string[];
}

const bot: User = { login: "github-actions[bot]", type: "Bot" };

/** GitHub's REST API of one repository, as far as workflows use it, on this machine alone. */
export class Github implements AsyncDisposable {
  readonly comments: Comment[] = [];
  readonly issues: Issue[] = [];
  readonly pulls: Pull[] = [];
  /** What was changed, as `POST /issues`. */
  readonly writes: string[] = [];
  #nextId = 1000;
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#answer(request),
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  comment(issue: number, body: string, user: User = { login: "ann", type: "User" }): void {
    this.comments.push({ id: this.#nextId++, issue, user, body });
  }

  /** What bots have written below a pull request or an issue. */
  told(issue: number): Comment[] {
    return this.comments.filter((one) => one.issue === issue && one.user.type === "Bot");
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (request.headers.get("authorization") !== `token ${token}`) {
      return Response.json({ message: "Bad credentials" }, { status: 401 });
    }
    const path = pathname.replace(/^\/repos\/acme\/seeds/, "");
    if (request.method === "GET") return this.#page(request, this.#list(path, searchParams));
    this.writes.push(`${request.method} ${path.replace(/\d+/g, "n")}`);
    return this.#write(request.method, path, await request.json());
  }

  #list(path: string, query: URLSearchParams): unknown[] | undefined {
    const [, group, id, of] = path.split("/");
    if (group === "issues" && id === undefined) {
      return this.issues.filter(({ state, labels }) =>
        state === query.get("state") && labels.some(({ name }) => name === query.get("labels"))
      );
    }
    if (group === "issues" && of === "comments") {
      return this.comments.filter(({ issue }) => issue === Number(id));
    }
    if (group === "pulls" && of === "files") {
      const pull = this.pulls.find(({ number }) => number === Number(id));
      return pull?.files.map((filename) => ({ filename, status: "modified" }));
    }
    if (group === "commits" && of === "pulls") {
      return this.pulls.filter(({ commits }) => commits.includes(id!));
    }
  }

  #page(request: Request, all: unknown[] | undefined): Response {
    if (all === undefined) return Response.json({ message: "Not Found" }, { status: 404 });
    const url = new URL(request.url);
    const page = Number(url.searchParams.get("page") ?? 1);
    const items = all.slice((page - 1) * mostOnAPage, page * mostOnAPage);
    url.searchParams.set("page", String(page + 1));
    const isLast = page * mostOnAPage >= all.length;
    return Response.json(items, {
      headers: isLast ? {} : { link: `<${url.href}>; rel="next"` },
    });
  }

  #write(method: string, path: string, body: Record<string, unknown>): Response {
    const [, , id, of, comment] = path.split("/");
    if (method === "POST" && id === undefined) {
      const labels = (body.labels as string[]).map((name) => ({ name }));
      const { title, body: text } = body as { title: string; body: string };
      const issue: Issue = {
        ...{ number: this.#nextId++, user: bot, state: "open", labels, title, body: text },
      };
      this.issues.push(issue);
      return Response.json(issue, { status: 201 });
    }
    if (method === "POST" && of === "comments") {
      this.comment(Number(id), body.body as string, bot);
      return Response.json(this.comments.at(-1), { status: 201 });
    }
    const found = id === "comments"
      ? this.comments.find((one) => one.id === Number(of))
      : this.issues.find(({ number }) => number === Number(id) && comment === undefined);
    if (!found) return Response.json({ message: "Not Found" }, { status: 404 });
    return Response.json(Object.assign(found, body));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** An event of a pull request from this repository, or from a fork. */
export function pullEvent(number: number, from = "acme/seeds") {
  const pull_request = {
    number,
    head: { sha: "c0ffee1".padEnd(40, "0"), repo: { full_name: from } },
    base: { repo: { full_name: "acme/seeds" } },
  };
  return { action: "synchronize", pull_request };
}

/** How a workflow's script ended. */
export interface Ended {
  code: number;
  out: string;
  err: string;
  summary: string;
}

/** Runs what a workflow runs, in a folder as its checkout, told by its environment alone. */
export async function workflow(
  command: string,
  { github, folder, event = {}, sha = "5ea5e", env }: {
    github: Github;
    folder: string;
    event?: object;
    sha?: string;
    env: Record<string, string>;
  },
): Promise<Ended> {
  const files = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${files}/event.json`, JSON.stringify(event));
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", program, command],
      cwd: folder,
      env: {
        ...{ OCP_URL: loadStack().apiUrl, OCP_TOKEN: "", SUPABASE_URL: "", REVIEWED_PLAN: "" },
        ...{ GITHUB_API_URL: github.url, GITHUB_TOKEN: token, GITHUB_REPOSITORY: "acme/seeds" },
        ...{ GITHUB_SHA: sha, GITHUB_RUN_ID: "7", GITHUB_EVENT_PATH: `${files}/event.json` },
        ...{ GITHUB_STEP_SUMMARY: `${files}/summary.md`, ...env },
      },
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const summary = await Deno.readTextFile(`${files}/summary.md`).catch(() => "");
    return { code, out: text(stdout), err: text(stderr), summary };
  } finally {
    await Deno.remove(files, { recursive: true });
  }
}
