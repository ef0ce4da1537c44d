import type { ChangeSet } from "../database/change_sets.ts";

/** GitHub takes less than 64 KB of JSON, and no more than ten keys at its top. */
const mostBytes = 60_000;
/** Of files, commits and migrations so many are told at most: the objects come first. */
const mostOthers = 50;

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

/**
 * What the receiver is told of a change set. What has no room is left out: `details` says where all of it
 * is. @param functionsUrl where the functions are reached; undefined where that is not known
 */
export function payloadOf(set: ChangeSet, functionsUrl?: string) {
  const { id, opened_at, migrations, changes, pushes } = set;
  const tenants = changes.filter(({ tenant }) => tenant !== undefined);
  const payload = {
    change_set: id,
    opened_at,
    objects: [] as ChangeSet["changes"],
    objects_left_out: 0,
    migrations: migrations.slice(-mostOthers),
    tenant_schemas: [...new Set(tenants.map(({ schema }) => schema))].slice(0, mostOthers),
    commit: pushes.at(-1)?.commit ?? null,
    pushes: pushes.slice(-mostOthers).map(({ files, ...push }) => ({
      ...push,
      files: files.length,
    })),
    details: functionsUrl === undefined ? null : `${functionsUrl}/api/schema-changes/${id}`,
    acknowledge: functionsUrl === undefined ? null : `${functionsUrl}/notify-superset/ack`,
  };
  let room = mostBytes - bytesOf(payload);
  // Its comma counts.
  const fitting = changes.findIndex((change) => (room -= bytesOf(change) + 1) < 0);
  payload.objects = fitting < 0 ? changes : changes.slice(0, fitting);
  payload.objects_left_out = changes.length - payload.objects.length;
  return payload;
}
