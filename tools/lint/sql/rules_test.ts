import { deepEqual } from "node:assert/strict";
import { lintSql } from "./lint.ts";

const found = (text: string, path = "ops/10_x.sql") =>
  lintSql([{ path, text }]).map(({ rule }) => rule);

const fn = (body = "select 1", settings = "set search_path = ''") =>
  `create function ops.f() returns int language sql ${settings} as $$ ${body} $$;
comment on function ops.f is 'One.';
`;
const lines = (count: number) => "\n".repeat(count);

Deno.test("width finds a line of 101 characters", () => {
  deepEqual(found(`select ${"1".repeat(92)};`), []);
  deepEqual(found(`select ${"1".repeat(93)};`), ["width"]);
});

Deno.test("file-length finds a file of 201 lines", () => {
  deepEqual(found("select 1;\n".repeat(200)), []);
  deepEqual(found("select 1;\n".repeat(201)), ["file-length"]);
});

Deno.test("function-length finds 41 lines, unless it is said why", () => {
  deepEqual(found(fn(`select 1${lines(39)}+ 1`)), []);
  deepEqual(found(fn(`select 1${lines(40)}+ 1`)), ["function-length"]);
  deepEqual(found(`select 1;\n\n-- Long: it is one table.\n${fn(`select 1${lines(40)}+ 1`)}`), []);
});

Deno.test("commented finds tables, views, functions, domains and schemas without a comment", () => {
  for (
    const made of [
      "create table ops.t (id int)",
      "create view ops.v as select 1",
      "create function ops.f() returns int return 1",
      "create domain ops.d as text",
      "create schema ops",
    ]
  ) deepEqual(found(`${made};`), ["commented"], made);
  deepEqual(found("create table ops.t (id int); comment on column ops.t.id is 'x';"), [
    "commented",
  ]);
  deepEqual(found("create table ops.t (id int); comment on table ops.t is 'x';"), []);
  deepEqual(found("create domain ops.d as text; comment on domain ops.d is 'x';"), []);
});

Deno.test("search-path finds functions that do not set it to nothing", () => {
  deepEqual(found(fn("select 1", "")), ["search-path"]);
  deepEqual(found(fn("select 1", "set search_path = 'ops'")), ["search-path"]);
  deepEqual(found(fn()), []);
  const bound = "create function ops.f() returns int return 1;";
  deepEqual(found(`${bound} comment on function ops.f is 'x';`), []);
});

Deno.test("named-constraints finds checks, and what is of several columns, without a name", () => {
  const table = (rest: string) =>
    found(`create table ops.t (id int,\n${rest}); comment on table ops.t is 'x';`);
  deepEqual(table("n int check (n > 0)"), ["named-constraints"]);
  deepEqual(table("n int, check (n > id)"), ["named-constraints"]);
  deepEqual(table("n int, unique (n, id)"), ["named-constraints"]);
  deepEqual(table("n int, foreign key (n) references ops.u (id)"), ["named-constraints"]);
  deepEqual(table("n int unique references ops.u, constraint c check (n > id)"), []);
  deepEqual(table("n int, primary key (id, n)"), []);
  deepEqual(
    found("create domain ops.d as int check (value > 0); comment on domain ops.d is 'x';"),
    [
      "named-constraints",
    ],
  );
});

Deno.test("one-schema finds what is made in another schema's file", () => {
  deepEqual(found(fn(), "control/10_x.sql"), ["one-schema"]);
  deepEqual(found("create schema pgmq;", "extensions/10_x.sql"), []);
});

Deno.test("forward-reference finds names in bodies that a later statement or file makes", () => {
  const table = "create table ops.t (id int);\ncomment on table ops.t is 'x';\n";
  const reads = (language: string) =>
    `create function ops.f() returns int language ${language} set search_path = ''
as $$ begin return (select max(id) from ops.t); end $$;
comment on function ops.f is 'Reads ops.t.';
`;
  for (const language of ["sql", "plpgsql"]) {
    deepEqual(found(reads(language) + table), ["forward-reference"]);
    deepEqual(found(table + reads(language)), []);
  }
  const files = [
    { path: "ops/10_f.sql", text: reads("plpgsql") },
    { path: "ops/20_t.sql", text: table },
  ];
  deepEqual(lintSql(files).map(({ path, line, rule }) => [path, line, rule]), [
    ["ops/10_f.sql", 1, "forward-reference"],
  ]);
  deepEqual(lintSql(files.toReversed()), []);
  deepEqual(found(`-- Before ops.t.\nselect 1;\n${table}`), []);
});
