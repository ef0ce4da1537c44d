import { deepStrictEqual } from "node:assert/strict";
import { isPadded, nameKey } from "../../supabase/functions/_shared/odoo/name_key.ts";
import postgres, { type Sql } from "postgres";
import { loadStack } from "./support/stack.ts";

/** Pieces of names: letters, white space, what has no width, accents apart from their letters. */
const pieces = [
  ..."aZ9.,'\"%_\\{}é\u00C5\u212Bß漢🎉",
  ...["\u0300", "\u0301", "\u0323", "e\u0301", "\u1E0B\u0323", "\u1100\u1161\u11A8"],
  ...[" ", "  ", "\t", "\n", "\r\n", "\v", "\f", "\u0085", "\u00A0", "\u1680", "\u180E"],
  ...["\u2000", "\u2001", "\u2003", "\u200A", "\u200B", "\u200C", "\u200D", "\u2028", "\u2029"],
  ...["\u202F", "\u205F", "\u2060", "\u3000", "\uFEFF", "\uFB01", "To Do", "\u01C5"],
];
const count = 5000;

/** Numbers below `end`, the same in every run. */
function numbers(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * end);
  };
}

function generated(): string[] {
  const next = numbers(20261120);
  return Array.from(
    { length: count },
    () => Array.from({ length: next(8) }, () => pieces[next(pieces.length)]).join(""),
  );
}

async function inSql(sql: Sql, names: string[]): Promise<string[]> {
  const [row] = await sql`
    select array(
      select odoo_seed.name_key(name) from unnest(${names}::text[]) with ordinality n (name, place)
      order by place
    ) as keys, odoo_seed.name_keys(${names}::text[]) as listed, array(
      select odoo_seed.is_padded(name) from unnest(${names}::text[]) with ordinality n (name, place)
      order by place
    ) as padded`;
  deepStrictEqual(row!.listed, row!.keys);
  deepStrictEqual(row!.padded, names.map(isPadded));
  return row!.keys;
}

Deno.test("nameKey() and odoo_seed.name_key() agree on generated names", async () => {
  const sql = postgres(loadStack().databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const names = generated();
    const ours = names.map(nameKey);
    deepStrictEqual(await inSql(sql, names), ours);
    deepStrictEqual(await inSql(sql, ours), ours);
    const differing = names.filter((name, index) => name !== ours[index]).length;
    deepStrictEqual([differing > count / 3, differing < count], [true, true]);
  } finally {
    await sql.end();
  }
});
