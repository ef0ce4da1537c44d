-- Backups: what counts as one, how long it is kept, which may be restored.
begin;
select * from no_plan();
select tests.tenants();
select control.keep_secret('tenant/acme/odoo_bot', 'the key');

-- taking
create temporary table op as select tests.open('acme', 'backup') as id;
create temporary table begun as select b.* from op, control.begin_backup(op.id) b;
create temporary table slow as select b.* from op, control.begin_backup(op.id) b;
select matches(object_path, '^acme/[0-9a-f-]{36}[.]zip$', 'the object lies with the tenant''s') from begun;
select isnt(slow.object_path, begun.object_path, 'a further try has another one') from begun, slow;
select is((control.newest_backup(tenant_id)).id, null, 'what is begun does not count') from begun;
select matches(tests.refusal(format('update control.backups set status = ''taken'' where id = %L', id)), 'taken_must_be_whole', 'nor can it be made to') from begun;
select matches(tests.refusal($$ select tests.open('acme', 'restore_drill') $$), '^OC102', 'while it is taken nothing else happens');
create temporary table taken as select b.* from begun, control.finish_backup(begun.id, repeat('a', 64), 5, '18.0', 'modules', 'uuid') b;
select is(status, 'taken', 'whole, it counts') from taken;
select is(expires_at - taken_at, interval '14 days', 'for as long as the plan says') from taken;
select is(control.read_secret('backup/' || id || '/odoo_bot'), 'the key', 'with the key that opens it') from taken;
select is((control.finish_backup(slow.id, repeat('b', 64), 6, '18.0', null, null)).id, taken.id, 'who comes later gets the first one') from slow, taken;
select is((select status from control.backups b where b.id = slow.id), 'begun', 'and does not count') from slow;
select matches(tests.refusal(format('update control.backups set status = ''taken'', sha256 = repeat(''b'', 64), bytes = 6, odoo_version = ''18.0'', taken_at = now(), expires_at = now() where id = %L', id)),
  'one_backup_an_operation', 'nor can it be made to count') from slow;
select isnt_empty(format('select from control.audit_logs where object = %L', 'backups:' || id), 'and audited') from taken;
select tests.work();
select tests.approve_operation(o.id, tests.actor('platform_owner', null, 'bob')) from op o where tests.operation(o.id) = 'waiting_approval';

-- restoring
create temporary table other as select tests.add_backup('prov') as id;
select is(tests.refusal(format('select tests.open(''acme'', ''restore'', p_input => ''{"backup": "%s"}'')', id)), 'fine', 'its own') from taken;
select is(tests.refusal($$ select tests.open('acme', 'restore_drill') $$), 'fine', 'a drill takes the newest');
select matches(tests.refusal(format('select tests.open(''acme'', ''restore'', p_input => ''{"backup": "%s"}'')', id)), '^OC121.*it has no backup', 'not another tenant''s') from other;
select matches(tests.refusal($$ select tests.open('sub', 'restore_drill') $$), '^OC121.*it has no backup$', 'none');
create temporary table restoring as select tests.open('acme', 'restore', p_input => jsonb_build_object('backup', id)) as id from taken;
select is((control.backup_of_operation(r.id)).id, t.id, 'the one that was named') from restoring r, taken t;
select is((control.backup_of_operation(o.id)).id, t.id, 'else the newest') from op o, taken t;
select tests.refuse_operation(id, tests.actor('platform_owner')) from restoring;

-- keeping
create temporary table old as select tests.add_backup('acme', clock_timestamp() - interval '40 days') as id;
create temporary table lone as select tests.add_backup('sub', clock_timestamp() - interval '40 days') as id;
select results_eq('select id from control.removable_backups(10)', 'select id from old', 'its time is over; a living tenant''s newest stays');
select tests.open('acme', 'restore', p_input => jsonb_build_object('backup', id)) from old;
select is_empty('select id from control.removable_backups(10)', 'what is to be restored stays, too');
select tests.put('sub', 'decommissioned');
select results_eq('select id from control.removable_backups(10)', 'select id from lone', 'of a tenant that is gone, none stays for ever');
create temporary table cut as select tests.open('prov', 'backup') as id;
select control.begin_backup(id) from cut;
select is((select count(*) from control.removable_backups(10)), 1::bigint, 'what is being written stays');
select tests.cancel_operation(id, tests.actor('platform_owner')) from cut;
select is((select count(*) from control.removable_backups(10)), 1::bigint, 'what was cut off may still be written');
update control.backups set begun_at = begun_at - interval '1 hour' where status = 'begun';
select is((select count(*) from control.removable_backups(10)), 3::bigint, 'an hour later all of it goes');
select control.forget_backup(b.id) from control.backups b join cut on b.operation_id = cut.id;
select matches(tests.refusal(format('select control.finish_backup(%L, repeat(''b'', 64), 6, ''18.0'', null, null)', b.id)), '^OC004', 'and does not come back')
from control.backups b join cut on b.operation_id = cut.id;
select control.forget_backup(id) from taken;
select is(control.read_secret('backup/' || id || '/odoo_bot'), null, 'with a backup goes its key') from taken;
select is(b.status, 'removed', 'and its row says so') from taken join control.backups b using (id);

-- purging
select matches(tests.refusal($$ select tests.open('sub', 'purge') $$), '^OC123.*its slug was not typed', 'a purge has to be confirmed');
select matches(tests.refusal($$ select tests.open('sub', 'purge', p_input => '{"confirm": "SUB"}') $$), '^OC123', 'with the slug itself');
select matches(tests.refusal($$ select tests.open('prov', 'purge', p_input => '{"confirm": "prov"}') $$), 'fine', 'a tenant with none below it that lives');
select is(tests.operation(tests.open('sub', 'purge', p_input => '{"confirm": "sub"}')), 'waiting_approval', 'and a second person approves');

select * from finish();
rollback;
