-- Dead letters through the API: the platform's people read and replay them, and nobody else.
begin;
select * from no_plan();
select tests.seed();
select tests.tenants();
select tests.drive();
create temporary table people as select tests.person_as('platform_operator') as operator, tests.person_as('finance_owner') as finance, tests.person_as('owner', 'acme') as owner, tests.person('nobody') as stranger;
create function pg_temp.ask(p_person uuid, p_function text, p_args jsonb default '{}') returns jsonb language sql as $$ select tests.answer(tests.claims(p_person), p_function, p_args) $$;
create function pg_temp.said(p_person uuid, p_function text, p_args jsonb default '{}') returns text language sql as $$ select tests.answer(tests.claims(p_person), p_function, p_args) #>> '{}' $$;
select ops.put_work('seed_request', 'one', '{"secret": "***"}'), ops.put_work('seed_request', 'two');
update ops.work set status = 'dead', attempts = 5, error = '{"code": "odoo_unreachable", "detail": "Cannot reach Odoo."}', died_at = '2026-01-01 00:00Z', object = 'a run' where key = 'one';

select is((a #> '{items,0}') - 'id' - 'put_at', '{"kind": "seed_request", "key": "one", "object": "a run", "attempts": 5, "code": "odoo_unreachable", "detail": "Cannot reach Odoo.", "died_at": "2026-01-01T00:00:00+00:00"}', 'a letter with its last error, without its payload')
from people, pg_temp.ask(operator, 'list_letters') a;
select is(pg_temp.ask(p, 'list_letters', args::jsonb) ->> 'total', expected, 'letters ' || args || ' ' || expected) from people, lateral (values (operator, '{}', '1'), (finance, '{}', '0'), (owner, '{}', '0'), (stranger, '{}', '0'), (operator, '{"kind": "run"}', '0'),
  (operator, '{"kind": "seed_request", "code": "odoo_unreachable", "object": "a run"}', '1'), (operator, '{"object": "one"}', '1'), (operator, '{"since": "2026-01-02T00:00:00Z"}', '0'), (operator, '{"until": "2026-01-02T00:00:00Z"}', '1')) v (p, args, expected);
create temporary table letters as select id, key from ops.work;
select matches(pg_temp.said(p, 'replay_letter', jsonb_build_object('id', l.id)), '^OC004: Cannot find letter .+: there is none$', 'not for everybody') from people, letters l, lateral (select unnest(array[finance, owner, stranger]) p) v where key = 'one';
select matches(pg_temp.said(operator, 'replay_letter', jsonb_build_object('id', l.id)), '^OC004: Cannot find letter', 'what is not dead is no letter') from people, letters l where key = 'two';
insert into control.api_tokens (name, kind, role, scopes) values ('reader', 'service', 'platform_operator', '{letters.read}');
select matches(tests.answer(jsonb_build_object('role', 'authenticated', 'sub', t.id, 'api_token', t.id), 'replay_letter', jsonb_build_object('id', l.id)) #>> '{}', '^OC103: .*letters.replay', 'who may only look, only looks')
from control.api_tokens t, letters l where t.name = 'reader' and key = 'one';
select is(pg_temp.ask(operator, 'replay_letter', jsonb_build_object('id', l.id)), jsonb_build_object('id', l.id, 'kind', 'seed_request', 'key', 'one'), 'sent again') from people, letters l where key = 'one';
select is((select status || ' ' || attempts from ops.work where key = 'one'), 'queued 0', 'it waits anew');
select is(pg_temp.ask(operator, 'list_letters') ->> 'total', '0', 'and is no letter any more') from people;

-- a run's is a new run
create temporary table run as select tests.open_run('default', 'shadow', '{"full": true}', p_start => false) as id;
update odoo_seed.sync_runs set status = 'failed', finished_at = now(), error = '{"code": "x"}';
select ops.put_work('run', id::text) from run;
update ops.work set status = 'dead', error = '{"code": "cut_off", "detail": "Cut off."}', died_at = now() where kind = 'run';
select is(pg_temp.ask(operator, 'replay_letter', jsonb_build_object('id', w.id)) ->> 'kind', 'run', 'a run is sent again') from people, ops.work w where kind = 'run';
select results_eq($$ select run_type, options, requested_by from odoo_seed.sync_runs where status = 'running' $$, $$ values ('shadow', '{"full": true}'::jsonb, 'platform-operator@example.com') $$, 'as a new one, by who asked');
select * from finish();
rollback;
