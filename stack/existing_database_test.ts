import assert from "node:assert/strict";
import { inWords, requireConsent } from "./existing_database.ts";
import { isLoopback } from "./loopback.ts";

const here = [
  "postgresql://postgres:postgres@127.0.0.1:54322/postgres",
  "postgres://postgres@localhost/postgres",
  "postgresql://postgres:postgres@[::1]:5432/postgres?sslmode=disable",
];
const elsewhere = [
  "postgresql://postgres:hidden@db.example.com:5432/postgres",
  "postgresql://postgres:hidden@127.0.0.1.example.com/postgres",
  "postgresql://postgres.ref:hidden@10.0.0.7:6543/postgres",
];

Deno.test("isLoopback() tells this machine from others", () => {
  for (const url of here) assert.equal(isLoopback(url), true, url);
  for (const url of elsewhere) assert.equal(isLoopback(url), false, url);
});

Deno.test("requireConsent() asks for --yes elsewhere, names the database and shows no password", () => {
  for (const url of here) requireConsent(url);
  for (const url of elsewhere) {
    requireConsent(url, true);
    assert.throws(() => requireConsent(url), ({ message }) => {
      assert.match(message, /^Cannot start: database "postgres" at .* Add --yes/);
      assert.doesNotMatch(message, /hidden/);
      return true;
    });
  }
});

Deno.test("requireConsent() takes connection URLs alone", () => {
  for (const url of ["", "postgres", "https://db.example.com/postgres", "127.0.0.1:5432"]) {
    assert.throws(() => requireConsent(url, true), /its URL is not postgresql:/);
  }
});

Deno.test("inWords() names the database that is meant without a name", () => {
  assert.equal(inWords("postgresql://u:p@h:1"), 'database "postgres" at h:1');
  assert.equal(inWords("postgresql://u:p@h:1/a%20b?x=y"), 'database "a b" at h:1');
});
