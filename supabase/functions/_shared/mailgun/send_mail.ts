import { AppError } from "../errors.ts";
import { isFinalStatus } from "../outside/final_status.ts";
import { masked } from "../outside/masked.ts";
import { membersOf } from "../outside/members.ts";
import { post } from "../outside/post.ts";
import type { Secret } from "../secret.ts";

/** An account of Mailgun: the region's base URL, the sending domain, the sender and the key. */
export interface Mailgun {
  url: string;
  domain: string;
  from: string;
  key: Secret;
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Of what is told: a mail that is sent again has the same Message-ID, so that mail programs show it once. */
  id: string;
  /** The id, as this returned it, of the mail that it goes on with. */
  thread?: string;
  /** Mailgun takes it, and delivers nothing. */
  isTest: boolean;
}

/**
 * Sends a mail (POST /v3/{domain}/messages). @returns Mailgun's id of it
 * @throws {AppError} message_failed, which another try may mend; message_refused
 */
export async function sendMail(
  { url, domain, from, key }: Mailgun,
  { to, subject, text, html, id, thread, isTest }: Mail,
  signal: AbortSignal,
): Promise<string> {
  const form = new FormData();
  const fields = { from, to, subject, text, html, "h:Message-Id": `<${id}@${domain}>` };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (thread) {
    form.set("h:In-Reply-To", thread);
    form.set("h:References", thread);
  }
  // Links go where they say, and nobody is told who opened what.
  form.set("o:tracking", "no");
  if (isTest) form.set("o:testmode", "yes");
  const answer = await post(`${url}/v3/${domain}/messages`, {
    headers: { authorization: `Basic ${btoa(`api:${key.reveal()}`)}` },
    body: form,
    signal,
  });
  // It refuses a key in plain text.
  const said = membersOf(answer.text) as { id?: string; message?: string };
  if (answer.status === 200) return said.id ?? "";
  const why = masked(said.message ?? answer.text, [key]);
  throw new AppError(
    isFinalStatus(answer.status) ? "message_refused" : "message_failed",
    `Cannot send a mail through Mailgun: ${answer.status || "no answer"}: ${why}`,
    { extra: { again_in: answer.againIn } },
  );
}
