import type { ErrorKind } from "./kind.ts";

/** Errors of requests, whatever they are about. */
export const httpErrorKinds = {
  invalid_request: {
    status: 400,
    title: "The request is not valid",
    suggestion: "Correct the fields named in the detail and send the request again.",
  },
  unauthorized: {
    status: 401,
    title: "The caller is not known",
    suggestion: "Send the header Authorization: Bearer <token> with a valid token.",
  },
  auth_unreachable: {
    status: 503,
    title: "The project's Auth cannot be reached",
    suggestion: "Try again in some seconds.",
  },
  not_ready: {
    status: 503,
    title: "The platform cannot do all its work",
    suggestion: "Ask again signed in, with the permission platform.read: the details say why.",
  },
  forbidden: {
    status: 403,
    title: "The actor may not do this",
    suggestion: "Ask somebody who may.",
  },
  not_found: {
    status: 404,
    title: "The resource does not exist",
    suggestion: "Check the name or id.",
  },
  method_not_allowed: {
    status: 405,
    title: "The method is not allowed here",
    suggestion: "Use one of the methods in the Allow header.",
  },
  changed_meanwhile: {
    status: 412,
    title: "The resource has changed since it was read",
    suggestion: "Read it again, make the change on what is there now, and send its new ETag.",
  },
  idempotency_key_reused: {
    status: 422,
    title: "The Idempotency-Key belongs to another request",
    suggestion: "Use a new key for a new request.",
  },
  request_in_progress: {
    status: 409,
    title: "The same request is under way",
    suggestion: "Send it again in some seconds, with the same Idempotency-Key.",
  },
  secret_shown: {
    status: 410,
    title: "The answer had a secret, which is shown once",
    suggestion: "Have a new secret made.",
  },
  too_many_requests: {
    status: 429,
    title: "The caller has sent too many requests",
    suggestion: "Wait as long as the header Retry-After says.",
  },
  body_too_large: {
    status: 413,
    title: "The body is too large",
    suggestion: "Send less at once.",
  },
  body_too_slow: {
    status: 408,
    title: "The body did not come in time",
    suggestion: "Send the request again, at once.",
  },
  call_taken: {
    status: 409,
    title: "The call was taken before",
    suggestion: "Nothing: each call of the database is taken once.",
  },
  call_foreign: {
    status: 421,
    title: "The call is another project's",
    suggestion:
      "In the project that called, correct the Vault secret functions_url: it leads here.",
  },
} as const satisfies Record<string, ErrorKind>;
