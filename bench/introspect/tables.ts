import { openDatabase } from "../../supabase/functions/_shared/database/connection.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";

/** As many as an Odoo with all that a company uses, each about as wide as a table of Odoo. */
export const tableCount = 800;
const plainColumns = 14;
const references = 4;

/** Makes a database of its own with those tables. @returns its URL */
export async function makeTables(serverUrl: string): Promise<string> {
  const name = "introspected";
  const url = new URL(serverUrl);
  const server = openDatabase(new Secret(serverUrl));
  await server.unsafe(`create database ${name}`);
  await server.end();
  url.pathname = `/${name}`;
  const sql = openDatabase(new Secret(url.href));
  for (let n = 0; n < tableCount; n++) await sql.unsafe(tableText(n));
  for (let n = 0; n < tableCount; n++) await sql.unsafe(referenceText(n));
  await sql.unsafe("analyze");
  await sql.end();
  return url.href;
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
const types = ["varchar", "text", "boolean", "numeric", "timestamp", "jsonb", "date"];

function tableText(n: number): string {
  const plain = numbers(plainColumns).map((at) => `field_${at} ${types[at % types.length]}`);
  const keys = numbers(references).map((at) => `other_${at}_id integer`);
  return `
    create table table_${n} (
      id serial primary key, name varchar not null, active boolean default true,
      create_date timestamp default now(), ${[...plain, ...keys].join(", ")},
      constraint name_unique_${n} unique (name), check (name <> '')
    );
    comment on table table_${n} is 'What is kept of ${n}';
    ${
    numbers(plainColumns).map((at) =>
      `comment on column table_${n}.field_${at} is 'Field ${at} of ${n}';`
    ).join("\n")
  }
    create index table_${n}_field_0_index on table_${n} (field_0) where active;`;
}

function referenceText(n: number): string {
  const text = (at: number) => `
    alter table table_${n} add foreign key (other_${at}_id)
      references table_${(n * 7 + at * 31 + 1) % tableCount} on delete set null;
    create index on table_${n} (other_${at}_id);`;
  return numbers(references).map(text).join("\n");
}
