/** A file of a process under /proc; undefined once it is gone, also when it ends while it is read. */
export async function readOfProcess(
  pid: number | string,
  file: "stat" | "status" | "cmdline",
): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(`/proc/${pid}/${file}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || /\(os error 3\)/.test(String(error))) {
      return undefined;
    }
    throw error;
  }
}
