import { fileURLToPath } from "node:url";
import { tokenOf } from "./actors.ts";
import { ocp, type Ran } from "./ocp.ts";
import { ann, stack } from "./tenants.ts";

const program = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

/** Runs `ocp … --json` as ann, and reads what it answers. */
export async function asked(...args: string[]) {
  const ran = await ocp(await tokenOf(ann), ...args, "--json");
  return { ...ran, json: JSON.parse(ran.out) };
}

/** Runs a line that a command printed, with what it asks for. */
export async function pasted(line: string, env: Record<string, string> = {}): Promise<Ran> {
  const script = line.replace(
    /^(OCP_TOKEN="[^"]*" )?.* task ocp /,
    `$1"$DENO" run -A --quiet "$PROGRAM" `,
  );
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script],
    env: {
      ...{ DENO: Deno.execPath(), PROGRAM: program, OCP_URL: stack.apiUrl, SUPABASE_URL: "" },
      ...{ OCP_TOKEN: await tokenOf(ann), ...env },
    },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}
