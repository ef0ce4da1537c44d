import { strictEqual } from "node:assert/strict";
import { shortType } from "./short_type.ts";

Deno.test("shortType() takes the shorter of PostgreSQL's names", () => {
  const expected: [string, string][] = [
    ["character varying", "varchar"],
    ["character varying(50)[]", "varchar(50)[]"],
    ["character(3)", "char(3)"],
    ["timestamp without time zone", "timestamp"],
    ["timestamp(3) with time zone", "timestamptz(3)"],
    ["time(0) without time zone[]", "time(0)[]"],
    ["numeric(10,2)", "numeric(10,2)"],
    ["double precision", "double precision"],
    ["public.character_set", "public.character_set"],
  ];
  for (const [long, short] of expected) strictEqual(shortType(long), short);
});
