import { readCorrespondence } from "../../database/correspondence.ts";
import { sendMail } from "../../mailgun/send_mail.ts";
import { mailHtml } from "../../messages/mail_html.ts";
import { written } from "../../messages/message.ts";
import { plainText } from "../../messages/plain_text.ts";
import { welcome } from "../../messages/templates/welcome.ts";
import { callSignal } from "../tenant/call_limits.ts";
import { baseUrl } from "../tenant/odoo.ts";
import { absent, optional, ownDatabaseOnly, type Work } from "../tenant/step.ts";
import { tell } from "./tell.ts";

const timeoutMs = 30_000;

export const welcomeMail = optional(
  ownDatabaseOnly({
    name: "welcome_mail",
    does: "Write to the administrator where Odoo is and how to get in.",
    touches: "Mailgun, where MAILGUN_API_KEY and MAILGUN_DOMAIN are set",
    harmless: true,
    observe: () => Promise.resolve(absent),
    apply: (work) => tell(work, "welcome_mail", () => send(work)),
  }),
  ({ mailgun }) => mailgun ? undefined : "MAILGUN_API_KEY and MAILGUN_DOMAIN are not set.",
);

async function send(work: Work): Promise<string> {
  const { deps, tenant, stepId } = work;
  const { provider, language, isProduction } = await readCorrespondence(deps.sql, tenant.id);
  const message = written(welcome, language, {
    tenant: tenant.name,
    url: baseUrl(work),
    login: tenant.admin_email,
    provider,
  });
  const mail = {
    to: tenant.admin_email,
    subject: message.subject,
    text: plainText(message),
    html: mailHtml(message),
    id: stepId,
    isTest: !isProduction,
  };
  return await sendMail(deps.config.mailgun!, mail, callSignal(deps, timeoutMs));
}
