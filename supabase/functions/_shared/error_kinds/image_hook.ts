import type { ErrorKind } from "./kind.ts";

/** Errors of the operator's hook for images. */
export const imageHookErrorKinds = {
  image_not_running: {
    status: 504,
    title: "The server does not run the wanted image",
    suggestion: "Follow docs/runbooks/upgrade-image.md, then retry the operation.",
  },
  image_hook_failed: {
    status: 502,
    title: "The operator's hook for images failed",
    suggestion: "Look at the system behind IMAGE_HOOK_URL; it is called again a few times.",
  },
} as const satisfies Record<string, ErrorKind>;
