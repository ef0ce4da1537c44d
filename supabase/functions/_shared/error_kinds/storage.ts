import type { ErrorKind } from "./kind.ts";

/** Errors of Supabase Storage. */
export const storageErrorKinds = {
  storage_unreachable: {
    status: 503,
    title: "Storage cannot be reached",
    suggestion: "Try again once Storage answers.",
  },
  storage_failed: {
    status: 502,
    title: "Storage could not do it",
    suggestion: "Check the bucket tenant-backups and its size limit, then retry.",
  },
} as const satisfies Record<string, ErrorKind>;
