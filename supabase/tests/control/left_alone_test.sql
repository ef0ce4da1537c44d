-- What an undoing finds to be somebody else's needs none: its tenant is as well as if it had been undone.
begin;
select plan(6);
select tests.tenants();
create temporary table results (how text, operation uuid);

-- A pause fails at its second step; the undoing of the first one ends like this. What becomes of the tenant.
create function pg_temp.left(p_output jsonb, p_why text) returns text language plpgsql as $$
declare
  claim jsonb;
begin
  perform tests.put('acme', 'active');
  insert into results select p_why, tests.open('acme', 'pause', '[{"name": "block"}, {"name": "after", "disruptive": false}]');
  perform tests.finish(tests.claim());
  perform tests.fail(tests.claim());
  for i in 1..2 loop
    claim := tests.claim();
    if claim -> 'step' ->> 'name' = 'block' then
      perform control.finish_step((claim -> 'step' ->> 'id')::uuid, (claim ->> 'token')::uuid, p_output, p_why);
    else
      perform tests.finish(claim);
    end if;
  end loop;
  return tests.tenant('acme');
end
$$;
select is(pg_temp.left('{}', null), 'active', 'what was undone leaves the tenant as it was');
select is(pg_temp.left('{}', 'Nothing to undo.'), 'error', 'a step that cannot be undone does not');
select is(pg_temp.left('{"left_alone": false}', 'Not wanted here.'), 'error', 'nor one that was skipped for another reason');
select is(pg_temp.left('{"left_alone": true}', 'It is somebody else''s.'), 'active', 'what is somebody else''s was never the tenant''s');
select is((select skip_reason from control.provisioning_jobs j join results r on r.operation = j.operation_id and r.how = j.skip_reason where j.output @> '{"left_alone": true}'),
  'It is somebody else''s.', 'and people are told why it stays');
select is((select count(*)::int from control.v_dead_steps d join results r on r.operation = d.operation_id and r.how like 'It is%' where d.action = 'compensate'), 0, 'nobody has to look after it');
select * from finish();
rollback;
