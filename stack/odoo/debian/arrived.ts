import { join } from "node:path";
import { ignoreMissing } from "../../missing.ts";
import type { Download } from "./apt.ts";

/** Shows how much of the downloads has arrived, once a half second; returns what ends it. */
export function watchSize(
  folder: string,
  files: Download[],
  update: (detail: string) => void,
): () => void {
  const total = megabytes(files.reduce((sum, { bytes }) => sum + bytes, 0));
  const timer = setInterval(() => {
    let arrived = 0;
    for (const { name } of Deno.readDirSync(folder)) {
      try {
        arrived += Deno.statSync(join(folder, name)).size;
      } catch (error) {
        ignoreMissing(error); // apt renames a file when it is complete
      }
    }
    update(`${megabytes(arrived)} of ${total} MB`);
  }, 500);
  return () => {
    clearInterval(timer);
    update(`${total} MB`);
  };
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);
