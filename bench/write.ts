import { join } from "node:path";
import { root } from "../stack/paths.ts";

const page = "docs/speed.md";

/** Which figures. */
export type Marker = "bench" | "scale" | "tenants" | "api" | "introspect" | "events";

/** Replaces the figures between two markers of the page. */
export async function writeFigures(table: string, marker: Marker): Promise<void> {
  const place = new RegExp(`(<!-- ${marker} -->\\n)[\\s\\S]*?(<!-- /${marker} -->)`);
  const text = await Deno.readTextFile(join(root, page));
  if (!place.test(text)) {
    throw new Error(`Cannot write the figures: ${page} has no markers for them.`);
  }
  await Deno.writeTextFile(
    join(root, page),
    text.replace(place, (_, open, close) => `${open}${table}\n${close}`),
  );
}
