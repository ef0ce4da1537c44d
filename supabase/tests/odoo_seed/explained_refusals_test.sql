-- What people mistype most is refused in words, with the nearest value that is right.
begin;
select plan(16);
select tests.seed();
insert into odoo_seed.shadow_names (binding, kind, name, odoo_id) values
  ('default', 'user', 'ben.osei@example.com', 3), ('default', 'user', 'ben.adler@example.com', 4), ('default', 'user', 'admin', 2);
-- "message / hint / constraint" of a statement that is refused.
create function pg_temp.told(p_statement text) returns text language plpgsql as $$
declare
  message text; hint text; name text;
begin
  execute p_statement;
  return 'stored';
exception when check_violation or foreign_key_violation then
  get stacked diagnostics message = message_text, hint = pg_exception_hint, name = constraint_name;
  return concat_ws(' / ', message, hint, name);
end $$;
create function pg_temp.task(p_set text) returns text language sql as
  $$ select pg_temp.told('update odoo_seed.tasks set ' || p_set || ' where external_ref = ''T1''') $$;

select is(pg_temp.task($$assignee_email = 'Ben Osei'$$),
  'Cannot store "T1": "Ben Osei" in assignee_email is no address (assignee_must_be_an_address) / Write "ben.osei@example.com". / assignee_must_be_an_address',
  'a name in the place of an address tells whose address it may be');
select matches(pg_temp.task($$assignee_email = 'Ben Osei <ben.osei@example.com>'$$), 'Write "ben.osei@example.com"', 'an address within a text is found');
select matches(pg_temp.task($$assignee_email = 'ann@example.com '$$), '"ann@example.com " in .*Write "ann@example.com"', 'and one with a space behind it');
select matches(pg_temp.task($$assignee_email = 'mailto:zoe@example.com'$$), 'stored', 'what has the form of an address is stored');
select matches(pg_temp.task($$assignee_email = 'Zoe'$$), 'Write the address of an active internal user in Odoo', 'where none is near, what is meant is said');
select matches(pg_temp.task($$assignee_email = 'admin'$$), 'Write the address of an active', 'a login that is no address is not proposed');
select matches(pg_temp.task($$assignee_emails = '{ann@example.com,Adler}'$$),
  '"Adler" in assignee_emails .*Write "ben.adler@example.com". / assignees_must_be_addresses', 'of several, the wrong one is told');
select matches(pg_temp.task($$assignee_emails = '{ann@example.com,null}'$$), '"null" in assignee_emails', 'null, too');
select matches(pg_temp.told($$ update odoo_seed.projects set manager_email = 'osei' $$), 'Write "ben.osei@example.com". / manager_must', 'as is a manager');
select matches(pg_temp.told($$ insert into odoo_seed.projects (external_ref, name, company_name, manager_email) values ('Q', 'Q', 'Acme', 'x') $$),
  'Cannot store "Q"', 'and in a new row');

select is(pg_temp.task($$project_external_ref = 'P '$$),
  'Cannot store "T1": "P " in project_external_ref is padded with something that nobody sees (tasks_project_external_ref_fkey) / Write "P". / tasks_project_external_ref_fkey',
  'a project with a space behind it says so, and what to write');
select matches(pg_temp.task($$project_external_ref = U&'P\200B'$$), 'Write "P"', 'or with something that has no width');
select matches(pg_temp.task($$project_external_ref = ' Q'$$), 'odoo_seed.projects has; "Q" is none, either', 'one that is not there without it, either, says that');
select matches(pg_temp.task($$parent_external_ref = 'T2 '$$), 'Write "T2". / tasks_parent', 'a parent');
select matches(pg_temp.told($$ update odoo_seed.projects set program_slug = E'close\t' $$), 'Write "close". / projects_program', 'a programme');
select matches(pg_temp.told($$ insert into odoo_seed.programs (slug, name, parent_slug) values ('é', 'E', 'close ') $$), 'Write "close". / programs_parent', 'and the one above it');

select * from finish();
rollback;
