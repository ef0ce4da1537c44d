import type { components } from "../../client/schema.ts";

interface Target {
  database: string | null;
  uuid?: string;
  bytes?: number | null;
  why?: string;
  unseen?: string;
  backup: { id: string; taken_at: string; bytes: number } | null;
}

/** What an approval is about, as its operation was asked for: the database, its size, the last backup. */
export function targetLines(
  { approval }: Pick<components["schemas"]["Operation"], "approval">,
): string[] {
  if (!approval?.target) return [];
  const { database, uuid, bytes, why, unseen, backup } = approval.target as unknown as Target;
  const size = bytes === null || bytes === undefined ? "of unknown size" : `${bytes} bytes`;
  return [
    `Database: ${database === null ? why : `${database}, ${unseen ?? `${uuid}, ${size}`}`}`,
    `Last backup: ${
      backup ? `${backup.id}, taken ${backup.taken_at}, ${backup.bytes} bytes` : "none"
    }`,
  ];
}
