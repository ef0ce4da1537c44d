import { z } from "zod";
import type { Secret } from "../secret.ts";
import { signingSecret } from "./functions.ts";
import { baseUrl, given, secret, section } from "./section.ts";

export interface GithubConfig {
  /** Which repository is told of schema changes; undefined: none, or nobody may tell it. */
  github?: {
    api: string;
    /** `owner/name`. */
    repository: string;
    /** A token that may dispatch there, or the App whose installation may. */
    access: { token: Secret } | { app: string; key: Secret };
  };
  /** What the receiver signs its acknowledgements with: the current secret and, during a rotation, the next. */
  notifySecrets: Secret[];
}

/** The repository that is told of schema changes, and how its workflow answers. */
export const github = section({
  keys: {
    NOTIFY_REPOSITORY: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "must be owner/name").optional(),
    GITHUB_API_URL: baseUrl.default("https://api.github.com"),
    GITHUB_TOKEN: secret.optional(),
    GITHUB_APP_ID: z.string().regex(/^[\w.-]+$/, "must be an App's id").optional(),
    GITHUB_APP_PRIVATE_KEY: secret.optional(),
    NOTIFY_SECRET: signingSecret.optional(),
    NOTIFY_SECRET_NEXT: signingSecret.optional(),
  },
  read(values): GithubConfig {
    const { NOTIFY_REPOSITORY: repository, GITHUB_API_URL: api, GITHUB_TOKEN: token } = values;
    const { GITHUB_APP_ID: app, GITHUB_APP_PRIVATE_KEY: key } = values;
    const access = app && key ? { app, key } : token && { token };
    return {
      github: repository && access ? { api, repository, access } : undefined,
      notifySecrets: given(values.NOTIFY_SECRET, values.NOTIFY_SECRET_NEXT),
    };
  },
});
