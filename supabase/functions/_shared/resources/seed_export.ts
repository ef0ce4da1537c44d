import type { Ask } from "../database/api.ts";
import type { Work } from "./route.ts";

const types = { ndjson: "application/x-ndjson", csv: "text/csv; charset=utf-8" };

interface Part {
  text: string;
  next: string | null;
}

/** Sends seeds as a file, part by part as the database gives them: never all of it is held. @throws {AppError} as SQL refuses it */
export const download: Work = async ({ ask, args, request }) => {
  const { format: asked, ...wanted } = args as { format?: keyof typeof types; kind: string };
  const accepts = request.headers.get("accept")?.includes("text/csv") ? "csv" : "ndjson";
  const format = asked ?? accepts;
  // The first part decides whether there is an answer at all.
  const first = await partOf(ask, { ...wanted, format });
  return new Response(bodyOf(ask, { ...wanted, format }, first), {
    headers: {
      "content-type": types[format],
      "content-disposition": `attachment; filename="${wanted.kind}.${format}"`,
      "cache-control": "no-store",
      vary: "accept",
    },
  });
};

async function partOf(ask: Ask, args: Record<string, unknown>): Promise<Part> {
  return JSON.parse((await ask("export_seeds", args))!) as Part;
}

function bodyOf(
  ask: Ask,
  args: Record<string, unknown>,
  first: Part,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let part: Part | undefined = first;
  return new ReadableStream({
    async pull(controller) {
      if (part === undefined) return controller.close();
      controller.enqueue(encoder.encode(part.text));
      part = part.next === null ? undefined : await partOf(ask, { ...args, after: part.next });
    },
  });
}
