-- Names in messages are quoted, as the functions do.
begin;
select plan(6);
select is(ops.quoted('Ben''s team '), '"Ben''s team "'::text, 'a name is seen from its beginning to its end');
select is(ops.quoted(E'6" of\n'), '"6\" of\n"', 'as JSON has it');
select is(ops.quoted(repeat('ä', 80)), '"' || repeat('ä', 80) || '"', 'what is long is shown');
select is(ops.quoted(repeat('ä', 81)), '"' || repeat('ä', 80) || '…"', 'what is longer is cut');
select is(ops.quoted(null), null, 'no name is none');
select is(ops.all_quoted('{"a, b",c}'), '"a, b", "c"', 'several have commas between');
select * from finish();
rollback;
