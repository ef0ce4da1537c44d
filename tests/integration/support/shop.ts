import type { Sql } from "postgres";

/** What `makeShop` makes, until it is disposed of. */
export interface Shop extends AsyncDisposable {
  schema: string;
  /** How many tables and views it has. */
  tables: number;
  /** A table of it, and a function that writes, as SQL names them. */
  ordered: string;
  writing: string;
}

/** A schema with all that is hard to write down: odd names, and each kind of thing that a table can have. */
export async function makeShop(sql: Sql): Promise<Shop> {
  const schema = `shop "${crypto.randomUUID().slice(0, 8)}`;
  const named = `"${schema.replaceAll('"', '""')}"`;
  await sql.begin(async (sql) => {
    await sql.unsafe(`create schema ${named}`);
    await sql.unsafe(`set local search_path to ${named}, public`);
    await sql.unsafe(statements);
    await sql.unsafe(`create function writing() returns void language sql
      as 'insert into ${named}.customer default values'`);
  });
  return {
    schema,
    tables: 7,
    ordered: `${named}.ordered`,
    writing: `${named}.writing`,
    async [Symbol.asyncDispose]() {
      await sql.unsafe(`drop schema ${named} cascade`);
    },
  };
}

const statements = `
  create type state as enum ('draft', 'it''s', 'a "b"', 'sent\\off', 'ü');
  create type "odd.Type" as enum ('x');
  create domain positive as integer check (value > 0);

  create table customer (
    id integer generated always as identity primary key,
    code varchar(50) unique,
    "Mixed ""Case"".name" text default 'it''s "so"\\n',
    born date, ticks timestamp(3) with time zone default now(), amount numeric(12, 2) default -1.50,
    flags bit varying(8), box double precision[], many state[] default '{}', parent_id integer,
    foreign key (parent_id) references customer on delete set null on update cascade
  );
  comment on table customer is E'Line one\\nline "two", it''s \\\\ done; \`tick\` | pipe';
  comment on column customer.code is 'A comment {with} [signs] // and -- more';

  create table ordered (
    id bigserial, line smallint not null, state state not null default 'draft',
    other "odd.Type" default 'x', quantity positive, doubled integer generated always as (line * 2) stored,
    customer_id integer not null references customer on delete cascade deferrable initially deferred,
    again_id integer references customer,
    period int4range, note text default concat('a', '\`'),
    primary key (id, line),
    constraint "checks ""it""" check (line > 0 and note <> '\`'),
    check (line < 1000),
    unique (customer_id, line)
  );
  create index by_state on ordered (state, lower(note)) where line > 1;
  create index ordered_note on ordered using hash (note);
  create unique index "odd index" on ordered (note desc nulls last) include (line);
  alter table ordered add constraint apart exclude using gist (period with &&);

  create table part (
    order_id bigint, order_line smallint, at timestamptz not null,
    foreign key (order_id, order_line) references ordered (id, line)
  ) partition by range (at);
  create table part_one partition of part for values from ('2026-01-01') to ('2027-01-01');

  create table "end" ();
  create table "Ünï 'x' <b> %% ; # \\" (id integer primary key, "a|b" text);
  create view seen as select id, code from customer;
  create materialized view kept as select count(*) as n from customer;
`;
