import { join } from "node:path";
import { root } from "../stack/paths.ts";

/** Which figures of the README. */
export type Marker = "bench" | "scale" | "tenants";

/** Replaces the figures between two markers of the README. */
export async function writeReadme(table: string, marker: Marker): Promise<void> {
  const place = new RegExp(`(<!-- ${marker} -->\\n)[\\s\\S]*?(<!-- /${marker} -->)`);
  const file = join(root, "README.md");
  const text = await Deno.readTextFile(file);
  if (!place.test(text)) throw new Error("Cannot write the figures: README.md has no markers.");
  await Deno.writeTextFile(
    file,
    text.replace(place, (_, open, close) => `${open}${table}\n${close}`),
  );
}
