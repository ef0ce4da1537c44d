/** Operations that take something away for good, with what goes. */
export const consequences = {
  rebuild: (slug) => [
    `The database of ${slug} is made anew from its bundle: all that is in it goes.`,
    "Its backups stay, and so do its seeds.",
  ],
  restore: (slug) => [
    `The database of ${slug} goes back to the backup: what was written since goes.`,
  ],
  decommission: (slug) => [
    `${slug} ends: its database, files, schema, roles and secrets go.`,
    "A last backup is taken, and kept as long as its plan says.",
  ],
  purge: (slug) => [
    `${slug} ends: its database, files, schema, roles and secrets go.`,
    "Its backups go, too: nothing can bring it back.",
  ],
} satisfies Record<string, (slug: string) => string[]>;

/** An operation that has the slug typed once more. */
export type Dangerous = keyof typeof consequences;
