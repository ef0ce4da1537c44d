import type { ErrorKind } from "./kind.ts";

/** Errors of what carries messages: mail and chat. */
export const messageErrorKinds = {
  message_failed: {
    status: 502,
    title: "A message could not be sent",
    suggestion: "It is sent again a few times. Look at the system that the detail names.",
  },
  message_refused: {
    status: 502,
    title: "A message was refused",
    suggestion: "Correct the address, the channel or the key that the detail is about.",
  },
  message_peer_absent: {
    status: 502,
    title: "What is to carry a message is not configured",
    suggestion: "Set the keys that the detail names among the settings of the functions.",
  },
} as const satisfies Record<string, ErrorKind>;
