import { databaseErrorKinds } from "./error_kinds/database.ts";
import { githubErrorKinds } from "./error_kinds/github.ts";
import { eventErrorKinds } from "./error_kinds/events.ts";
import { httpErrorKinds } from "./error_kinds/http.ts";
import { imageHookErrorKinds } from "./error_kinds/image_hook.ts";
import { keycloakErrorKinds } from "./error_kinds/keycloak.ts";
import type { ErrorKind } from "./error_kinds/kind.ts";
import { messageErrorKinds } from "./error_kinds/messages.ts";
import { odooErrorKinds } from "./error_kinds/odoo.ts";
import { seedingErrorKinds } from "./error_kinds/seeding.ts";
import { storageErrorKinds } from "./error_kinds/storage.ts";
import { supersetErrorKinds } from "./error_kinds/superset.ts";
import { tenancyErrorKinds } from "./error_kinds/tenancy.ts";

/** Every error the product knows, with how it is told over HTTP: a list a peer. */
export const errorKinds = {
  ...httpErrorKinds,
  ...seedingErrorKinds,
  ...tenancyErrorKinds,
  ...databaseErrorKinds,
  ...odooErrorKinds,
  ...imageHookErrorKinds,
  ...messageErrorKinds,
  ...githubErrorKinds,
  ...keycloakErrorKinds,
  ...storageErrorKinds,
  ...supersetErrorKinds,
  ...eventErrorKinds,
  misconfigured: {
    status: 500,
    title: "The configuration is not valid",
    suggestion: "Correct the setting that the detail names.",
  },
  internal: {
    status: 500,
    title: "An internal error occurred",
    suggestion: "Look at the function's log for this request.",
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;
