-- record_echo(): what Odoo made of the values that it rewrites, as read back after writing.
begin;
select plan(11);
select tests.seed();
update odoo_seed.projects set description = '<b>x';
select tests.sync();
create temporary table run as select tests.run() as id;
-- A transaction's now() stands still: the run has to have started before it.
update odoo_seed.sync_runs set started_at = now() - interval '1 minute';
create function pg_temp.echo() returns jsonb language sql as $$
  select odoo_seed.record_echo(id) from run;
  select echo from odoo_seed.applied where external_ref = 'P';
$$;

update odoo_seed.shadow_projects set description = '<p><b>x</b></p>';
select is(tests.action('P'), 'update', 'before the echo is known, the rewritten value is a change');
select is(pg_temp.echo(), '{"description": "<p><b>x</b></p>"}', 'what Odoo made of the description is kept');
select is(tests.action('P'), 'noop', 'and is then no change');
select is((select count(*) from odoo_seed.applied where echo <> '{}'), 1::bigint, 'other records have no echo');

update odoo_seed.shadow_projects set description = '<b>x';
select is(pg_temp.echo(), '{}', 'a value that is kept as it was sent has no echo');
update odoo_seed.shadow_projects set description = '<p>again</p>';
select is(pg_temp.echo(), '{"description": "<p>again</p>"}', 'a new echo takes the place of the old');
update odoo_seed.shadow_projects set description = null;
select is(pg_temp.echo(), '{"description": null}', 'that Odoo dropped a value is an echo, too');
select is(tests.action('P'), 'noop', 'and is no change either');

update odoo_seed.shadow_projects set name = 'People''s name', description = '<p>x</p>';
select is(pg_temp.echo(), '{"description": "<p>x</p>"}', 'fields that Odoo does not rewrite have none');
update odoo_seed.applied set echo = '{}', applied_at = now() - interval '1 hour';
select is(pg_temp.echo(), '{}', 'what this run did not write is people''s change, and no echo');
update odoo_seed.applied set applied_at = now(), odoo_id = 999;
select is(pg_temp.echo(), '{}', 'another record of that ref gives none');

select * from finish();
rollback;
