import { postMessage as postToMattermost } from "../../mattermost/post_message.ts";
import { mattermostText } from "../../messages/mattermost_text.ts";
import { type Message, written } from "../../messages/message.ts";
import { slackBlocks } from "../../messages/slack_blocks.ts";
import { operationDone } from "../../messages/templates/operation_done.ts";
import { postMessage as postToSlack } from "../../slack/post_message.ts";
import { callSignal } from "../tenant/call_limits.ts";
import { baseUrl } from "../tenant/odoo.ts";
import { absent, optional, type Work } from "../tenant/step.ts";
import { tellEach } from "./tell.ts";

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
    apply: (work) => tellEach(work, "announced", peersOf(work)),
  },
  ({ slack, mattermost }) =>
    slack || mattermost ? undefined : "No channel of Slack or Mattermost is set.",
);

function peersOf(work: Work): Record<string, () => Promise<unknown>> {
  const { deps: { config: { slack, mattermost } } } = work;
  const message = told(work);
  const signal = callSignal(work.deps, timeoutMs);
  return {
    ...slack && {
      slack: () =>
        postToSlack(slack, { text: message.subject, blocks: slackBlocks(message) }, signal),
    },
    ...mattermost && {
      mattermost: async () =>
        await postToMattermost(mattermost, { text: mattermostText(message) }, signal) ?? null,
    },
  };
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
