import { join } from "node:path";
import { root } from "../stack/paths.ts";

/** Which figures, and the page that has them. */
const pages = { bench: "README.md", scale: "README.md", tenants: "docs/speed.md" };

export type Marker = keyof typeof pages;

/** Replaces the figures between two markers of their page. */
export async function writeFigures(table: string, marker: Marker): Promise<void> {
  const place = new RegExp(`(<!-- ${marker} -->\\n)[\\s\\S]*?(<!-- /${marker} -->)`);
  const page = pages[marker];
  const text = await Deno.readTextFile(join(root, page));
  if (!place.test(text)) throw new Error(`Cannot write the figures: ${page} has no markers.`);
  await Deno.writeTextFile(
    join(root, page),
    text.replace(place, (_, open, close) => `${open}${table}\n${close}`),
  );
}
