import type { ErrorKind } from "./kind.ts";

/** Errors of Keycloak's admin API. */
export const keycloakErrorKinds = {
  keycloak_unreachable: {
    status: 503,
    title: "Keycloak cannot be reached",
    suggestion: "Check Keycloak's address, and that it runs.",
  },
  keycloak_busy: {
    status: 503,
    title: "Keycloak takes no requests for a time",
    suggestion: "Try again in a minute: it starts, or has too much to do.",
  },
  keycloak_failed: {
    status: 502,
    title: "Keycloak could not do it, or did not say",
    suggestion: "Try again: it is looked first whether it was done. Keycloak's log says why.",
  },
  keycloak_auth_failed: {
    status: 502,
    title: "Keycloak does not let the platform in",
    suggestion: "Check the id and the secret of the platform's client in the realm master.",
  },
  keycloak_refused: {
    status: 502,
    title: "Keycloak refuses it",
    suggestion: "Correct what the detail names, or give the platform's client the missing role.",
  },
  keycloak_missing: {
    status: 502,
    title: "Keycloak has no such thing",
    suggestion: "Look whether the realm, and what is named of it, was removed there.",
  },
} as const satisfies Record<string, ErrorKind>;
