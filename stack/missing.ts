/** For `.catch`: a file or folder that is not there is undefined; every other error stays one. */
export function ignoreMissing(error: unknown): undefined {
  if ((error as { code?: string }).code !== "ENOENT") throw error;
}
