import type { Secret } from "../secret.ts";
import { httpUrl, secret, section } from "./section.ts";

export interface ImageHookConfig {
  /** What the operator has called when a server is to run another image. */
  imageHook?: { url: string; token?: Secret };
}

export const imageHook = section({
  keys: { IMAGE_HOOK_URL: httpUrl.optional(), IMAGE_HOOK_TOKEN: secret.optional() },
  read: ({ IMAGE_HOOK_URL: url, IMAGE_HOOK_TOKEN: token }): ImageHookConfig => ({
    imageHook: url ? { url, token } : undefined,
  }),
});
