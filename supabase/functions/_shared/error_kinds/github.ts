import type { ErrorKind } from "./kind.ts";

/** Errors of GitHub's API. */
export const githubErrorKinds = {
  github_unreachable: {
    status: 503,
    title: "GitHub cannot be reached",
    suggestion: "Nothing: it is tried again for a day. Check GITHUB_API_URL if it stays so.",
  },
  github_busy: {
    status: 503,
    title: "GitHub wants no more requests for a time",
    suggestion: "Nothing: it is tried again when GitHub says.",
  },
  github_failed: {
    status: 502,
    title: "GitHub could not do it, or did not say",
    suggestion: "Nothing: it is looked whether it was done, and tried again if not.",
  },
  github_refused: {
    status: 502,
    title: "GitHub refuses it",
    suggestion: "Mend what the detail names, then replay the letter: " +
      "docs/runbooks/notify-superset.md.",
  },
} as const satisfies Record<string, ErrorKind>;
