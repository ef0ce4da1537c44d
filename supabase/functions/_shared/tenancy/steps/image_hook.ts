import { callbackSecret, callbackToken } from "../../callback_token.ts";
import type { Image } from "../../database/images.ts";
import { AppError } from "../../errors.ts";
import { isFinalStatus } from "../../outside/final_status.ts";
import { callSignal } from "../tenant/call_limits.ts";
import { odooUrl } from "../tenant/odoo.ts";
import type { Work } from "../tenant/step.ts";

const timeoutMs = 30_000;

/** Where that system says when it is done, where the database reaches us: by an address that is a secret, or signed. It may also leave it. */
async function callbacks({ deps: { config }, stepId }: Work) {
  const { functionsUrl, functionsSecrets: [secret] } = config;
  if (functionsUrl === undefined || secret === undefined) return {};
  const base = `${functionsUrl}/api/callbacks`;
  return {
    callback_url: `${base}/${await callbackToken(secret, stepId)}`,
    signed_callback_url: `${base}/${stepId}`,
    callback_secret: callbackSecret(secret, stepId).reveal(),
  };
}

/**
 * Tells the operator's own system which image the tenant's server is to run. It may be told more
 * than once. @returns whether there is such a system @throws {AppError} image_hook_failed, which another
 * try may mend; image_not_running, when it refuses
 */
export async function callImageHook(work: Work, image: Image): Promise<boolean> {
  const { imageHook } = work.deps.config;
  if (!imageHook) return false;
  const { tenant, operation } = work;
  const body = {
    tenant: tenant.slug,
    odoo_url: odooUrl(work),
    operation_id: operation.id,
    ...await callbacks(work),
    ...image,
  };
  const headers = new Headers({ "content-type": "application/json" });
  if (imageHook.token) headers.set("authorization", `Bearer ${imageHook.token.reveal()}`);
  const refusal = await fetch(imageHook.url, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
    signal: callSignal(work.deps, timeoutMs),
  }).then(async (response) => {
    await response.body?.cancel();
    return response.ok
      ? undefined
      : { status: response.status, reported: `HTTP ${response.status}` };
  }, () => ({ status: 0, reported: "no answer" }));
  if (refusal === undefined) return true;
  const { status, reported } = refusal;
  const code = isFinalStatus(status) ? "image_not_running" : "image_hook_failed";
  throw new AppError(code, `Cannot have the image run: the hook gave ${reported}.`);
}
