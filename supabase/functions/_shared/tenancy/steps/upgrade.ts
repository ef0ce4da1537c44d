import { type Image, noteImage } from "../../database/images.ts";
import { AppError } from "../../errors.ts";
import { OdooFault } from "../../odoo/faults.ts";
import { observeModules, resetPendingModules, upgradeModules } from "../../odoo/tenant/modules.ts";
import { callImageHook } from "./image_hook.ts";
import { asking, mayBeAtWork } from "../tenant/long_work.ts";
import { manage, odooUrl, serverVersion } from "../tenant/odoo.ts";
import { absent, type Observed, ownDatabaseOnly, type Work } from "../tenant/step.ts";

/** Pulling an image and starting it again is minutes; a person who has to do it needs some more. */
const longestMs = 60 * 60_000;

export const runImage = ownDatabaseOnly({
  name: "run_image",
  does: "Have the server run the wanted image, and wait until it answers with the image's version.",
  touches: "the operator's hook, where IMAGE_HOOK_URL is set; else a person restarts the server",
  async observe(work) {
    const { asked_at, odoo_version } = work.before;
    if (odoo_version === undefined) return absent;
    refuseWhatFailed(work);
    const { text } = await serverVersion(work).catch(ofRestarting);
    if (isVersion(text, String(odoo_version))) return { is: "there", output: { odoo: text } };
    return waiting(work, text, Date.parse(String(asked_at)));
  },
  async apply(work) {
    const image = await wanted(work);
    const { image: name, image_tag, odoo_version } = image;
    const url = odooUrl(work);
    const called = await callImageHook(work, image);
    const todo = called
      ? "The operator's hook was called."
      : `Run ${name}:${image_tag} at ${url} (docs/runbooks/upgrade-image.md).`;
    const asked_at = work.deps.now().toISOString();
    return { output: { odoo_version, asked_at, todo }, lookAgainIn: 0 };
  },
});

async function wanted({ deps, operation }: Work): Promise<Image> {
  const image = await noteImage(deps.sql, operation.id);
  if (image) return image;
  const detail = `Cannot run image ${operation.input.image_tag}: it is no longer a tested one.`;
  throw new AppError("image_not_tested", detail);
}

/** A server that is being started again answers nothing for a while. */
function ofRestarting(error: unknown): { text: string } {
  if (error instanceof OdooFault) return { text: "" };
  throw error;
}

/** `18.0` stands for every build of it, e.g. `18.0-20260301`. */
export function isVersion(reported: string, wanted: string): boolean {
  return reported === wanted || reported.startsWith(`${wanted}-`);
}

/** The hook's system may say at once that it cannot. @throws {AppError} image_not_running */
function refuseWhatFailed({ before }: Work): void {
  const said = before.called_back as { status: string; detail?: string } | undefined;
  if (said?.status !== "failed") return;
  const why = said.detail ?? "it was called back that it failed";
  throw new AppError("image_not_running", `Cannot have the image run: ${why}.`);
}

function waiting(work: Work, reported: string, askedAt: number): Observed {
  const { deps, before } = work;
  if (deps.now().getTime() - askedAt < longestMs) return { is: "under_way", lookAgainIn: 10 };
  const state = reported === "" ? "it gives no answer" : `it tells ${reported}`;
  throw new AppError(
    "image_not_running",
    `Cannot go on with the upgrade: the server should tell version ${before.odoo_version}, and ${state}.`,
  );
}

export const upgradeDatabase = ownDatabaseOnly({
  name: "upgrade_modules",
  does: "Upgrade all modules of the database to the server's code.",
  touches: "the tenant's Odoo database",
  async observe(work) {
    if (work.before.asked_at === undefined) return absent;
    const { pending } = await observeModules(await manage(work), []);
    if (pending.length === 0) return { is: "there" };
    return mayBeAtWork(work) ? { is: "under_way", lookAgainIn: 2 } : absent;
  },
  async apply(work) {
    const output = asking(work, "upgrade the modules");
    const client = await manage(work);
    const { pending } = await observeModules(client, []);
    if (pending.length > 0) await resetPendingModules(client);
    const end = await upgradeModules(client);
    return end === "upgraded" ? {} : { output, lookAgainIn: 2 };
  },
});
