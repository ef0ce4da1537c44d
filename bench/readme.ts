import { join } from "node:path";
import { root } from "../stack/paths.ts";

const place = /(<!-- bench -->\n)[\s\S]*?(<!-- \/bench -->)/;

/** Replaces the figures between the README's two markers. */
export async function writeReadme(table: string): Promise<void> {
  const file = join(root, "README.md");
  const text = await Deno.readTextFile(file);
  if (!place.test(text)) throw new Error("Cannot write the figures: README.md has no markers.");
  await Deno.writeTextFile(
    file,
    text.replace(place, (_, open, close) => `${open}${table}\n${close}`),
  );
}
