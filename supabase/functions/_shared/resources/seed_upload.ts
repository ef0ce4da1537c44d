import type { Ask } from "../database/api.ts";
import { AppError } from "../errors.ts";
import { isStorable } from "../http/json_body.ts";
import { respond } from "./respond.ts";
import type { Route, Work } from "./route.ts";

/** A part as it goes to the database: large enough that a file takes few, small enough to be held several times. */
const partBytes = 1_000_000;
const mostBytes = 100_000_000;
const formats: Record<string, string> = { "application/x-ndjson": "ndjson", "text/csv": "csv" };

type Began = Pick<Route, "status" | "location">;

/** Hands a file of seeds to the database in parts, without looking into it: a hosted function has 2 s of CPU. What it throws is invalid_request, and as SQL refuses the file. */
function handedTo(name: string, began: Began = {}): Work {
  return async ({ ask, args, request }) => {
    const { kind } = args as { kind?: string };
    const format = formatOf(request);
    if (format === "csv" && kind === undefined) {
      throw new AppError("invalid_request", "Cannot read the file: CSV needs the query's kind.");
    }
    const id = crypto.randomUUID();
    try {
      await sendParts(ask, id, request.body);
      const answer = await ask(name, { ...args, upload: id, format });
      return respond(request, { method: "POST", ...began }, answer!);
    } catch (error) {
      // What is left of it would stay for an hour.
      await ask("drop_upload", { upload: id }).catch(() => {});
      throw error;
    }
  };
}

/** Stores a file of seeds. */
export const upload = handedTo("bulk_seeds");

/** Has a plan made as if a file of seeds was stored. */
export const uploadToPlan = handedTo("plan_seeds", { status: 202, location: "/plans/{id}" });

function formatOf(request: Request): string {
  const [type] = (request.headers.get("content-type") ?? "").split(";");
  const format = formats[type!.trim().toLowerCase()];
  if (format !== undefined) return format;
  const allowed = Object.keys(formats).join(" or ");
  throw new AppError(
    "invalid_request",
    `Cannot read the file: its Content-Type is not ${allowed}.`,
  );
}

async function sendParts(ask: Ask, upload: string, body: Request["body"]): Promise<void> {
  let part = 0;
  for await (const text of partsOf(body)) {
    if (!isStorable(text)) throw unreadable();
    await ask("upload_seeds", { upload, part: part++, text });
  }
}

/** The text of a body, in parts; a character that lies across two is whole in the second. */
async function* partsOf(body: Request["body"]): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  let bytes = 0;
  for await (const chunk of body ?? []) {
    if ((bytes += chunk.length) > mostBytes) {
      const detail = `Cannot read the file: it is over ${mostBytes} bytes.`;
      throw new AppError("invalid_request", detail, { suggestion: "Send it in several files." });
    }
    text += decoded(decoder, chunk);
    if (text.length < partBytes) continue;
    yield text;
    text = "";
  }
  yield text + decoded(decoder);
}

function decoded(decoder: TextDecoder, chunk?: Uint8Array<ArrayBuffer>): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause?: unknown): AppError {
  return new AppError("invalid_request", "Cannot read the file: it is not text in UTF-8.", {
    cause,
  });
}
