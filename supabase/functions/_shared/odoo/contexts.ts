import type { Context } from "./types.ts";

/** For reading: archived records are records too. */
export const archivedToo: Context = { active_test: false };

/** For writing: nobody is told. The usual four flags still leave a mail to every assignee; the fifth stops it. */
export const quiet: Context = {
  tracking_disable: true,
  mail_create_nolog: true,
  mail_notrack: true,
  mail_create_nosubscribe: true,
  mail_auto_subscribe_no_notify: true,
};

/** For writing one's own set-up: it leaves no note at the record. */
export const untracked: Context = { tracking_disable: true };

/** The same in a language, by its code. */
export function inLanguage(context: Context, lang: string): Context {
  return { ...context, lang };
}
