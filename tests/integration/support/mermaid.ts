import { fileURLToPath } from "node:url";
import { run } from "../../../stack/command.ts";

/** What Mermaid makes of a diagram. */
export interface Drawn {
  entities: string[];
  references: number;
  svg: string;
}

const itself = fileURLToPath(new URL("mermaid_itself.ts", import.meta.url));

/** Has Mermaid draw diagrams, the package of that name. @throws {Error} where one is none */
export async function drawnByMermaid(texts: string[]): Promise<Drawn[]> {
  const args = ["run", "-A", "--quiet", "--no-lock", "--no-check", itself];
  return JSON.parse(await run(Deno.execPath(), args, { input: JSON.stringify(texts) }));
}
