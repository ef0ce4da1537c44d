import type { z } from "zod";
import { AppError } from "../errors.ts";

const maxBytes = 1_000_000;
/** Bodies of this size come within a second; who sends them bit by bit holds a server. */
const patience = 30_000;

/** The request's body by its schema; an empty body is `{}`. @throws {AppError} invalid_request, naming every wrong field */
export async function jsonBody<S extends z.ZodType>(
  request: Request,
  schema: S,
  patienceMs?: number,
): Promise<z.infer<S>> {
  return accepted(parse(await bytesOf(request, patienceMs)), schema);
}

/** The request's body as it is. @throws {AppError} invalid_request for one that is too large */
export async function textBody(request: Request): Promise<string> {
  return new TextDecoder().decode(await bytesOf(request));
}

/** A value as its schema has it. @throws {AppError} invalid_request, naming every wrong field */
export function accepted<S extends z.ZodType>(
  value: unknown,
  schema: S,
  what: "body" | "query" = "body",
): z.infer<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw refused(what, result.error.issues.flatMap(faultsOf));
  const fields = unstorableFields(result.data);
  if (fields.length === 0) return result.data;
  throw refused(what, fields.map((field) => ({ field, rule: plainText })));
}

/** The bytes of a body; one that is too large, or too slow, is left as soon as it is. */
async function bytesOf({ body }: Request, patienceMs = patience): Promise<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  let late = false;
  const reader = body?.getReader();
  const timer = setTimeout(() => {
    late = true;
    void reader?.cancel();
  }, patienceMs);
  try {
    while (reader) {
      const { value, done } = await reader.read();
      if (done) break;
      if ((bytes += value.length) > maxBytes) {
        void reader.cancel();
        throw new AppError("body_too_large", `Cannot read the body: it is over ${maxBytes} bytes.`);
      }
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
  if (!late) return await new Blob(chunks).arrayBuffer();
  throw new AppError("body_too_slow", `Cannot read the body: it took over ${patienceMs / 1000} s.`);
}

interface Fault {
  field: string;
  rule: string;
}

/** An issue as people read it: one fault a field, also for keys that nobody asked for. */
function faultsOf({ path, message, ...issue }: z.core.$ZodIssue): Fault[] {
  const at = (key?: string) => [...path, ...(key ? [key] : [])].join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ field: at(key), rule: "is not known here" }));
  }
  const missing = message.endsWith("received undefined");
  return [{ field: at(), rule: missing ? "is required" : message }];
}

const plainText = "must be text without NUL and without halves of surrogate pairs";

/** Whether PostgreSQL can store a text. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

function unstorableFields(value: unknown, path: string[] = []): string[] {
  if (typeof value === "string") return isStorable(value) ? [] : [path.join(".")];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isStorable(key) ? unstorableFields(inner, [...path, key]) : [path.join(".")]
  );
}

/** What is wrong with what was sent: each field with the rule that it breaks; no field is all of it. */
function refused(what: "body" | "query", faults: Fault[], cause?: unknown): AppError {
  const reported = faults.map(({ field, rule }) => field ? `${field}: ${rule}` : rule).join("; ");
  return new AppError("invalid_request", `Cannot accept the ${what}: ${reported}.`, {
    cause,
    extra: { faults },
  });
}

function parse(bytes: ArrayBuffer): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.trim() === "" ? {} : JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_request", "Cannot read the body: it is not JSON.", { cause });
  }
}
