import { postMessage as postToMattermost } from "../../mattermost/post_message.ts";
import { mattermostText } from "../../messages/mattermost_text.ts";
import { type Message, written } from "../../messages/message.ts";
import { slackBlocks } from "../../messages/slack_blocks.ts";
import { operationDone } from "../../messages/templates/operation_done.ts";
import { postMessage as postToSlack } from "../../slack/post_message.ts";
import { callSignal } from "../tenant/call_limits.ts";
import { baseUrl } from "../tenant/odoo.ts";
import { absent, optional, type Work } from "../tenant/step.ts";
import { tell } from "./tell.ts";

const timeoutMs = 30_000;
/** After these there is no Odoo to look at. */
const endings = ["decommission", "purge"];

export const announce = optional(
  {
    name: "announce",
    does: "Tell the operators' channel that it is done.",
    touches:
      "Slack or Mattermost, where SLACK_BOT_TOKEN and SLACK_CHANNEL are set, or MATTERMOST_…",
    harmless: true,
    observe: () => Promise.resolve(absent),
    apply: (work) => tell(work, "announced", () => send(work)),
  },
  ({ slack, mattermost }) =>
    slack || mattermost ? undefined : "No channel of Slack or Mattermost is set.",
);

/** @returns where each channel has it */
async function send(work: Work): Promise<Record<string, string | null>> {
  const { deps: { config: { slack, mattermost } } } = work;
  const message = told(work);
  const signal = callSignal(work.deps, timeoutMs);
  const posted: Record<string, string | null> = {};
  if (slack) {
    const { subject: text } = message;
    posted.slack = await postToSlack(slack, { text, blocks: slackBlocks(message) }, signal);
  }
  if (mattermost) {
    const text = mattermostText(message);
    posted.mattermost = await postToMattermost(mattermost, { text }, signal) ?? null;
  }
  return posted;
}

function told(work: Work): Message {
  const { tenant, operation } = work;
  return written(operationDone, "en", {
    tenant: tenant.name,
    slug: tenant.slug,
    kind: operation.kind,
    requestedBy: operation.requested_by,
    ...!endings.includes(operation.kind) && { url: baseUrl(work) },
  });
}
