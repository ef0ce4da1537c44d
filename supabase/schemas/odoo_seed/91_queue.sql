-- The queue of runs: each waits there for its next slice.

select pgmq.create('seed_runs');

create function odoo_seed.runs_per_server() returns int
language sql immutable set search_path = '' as $$ select 2 $$;
comment on function odoo_seed.runs_per_server is
  'How many runs may work on one Odoo server at a time; replace it to change that.';

create function odoo_seed.queue_is_driven() returns boolean
language sql stable set search_path = '' as $$
  select ops.functions_are_callable()
$$;
comment on function odoo_seed.queue_is_driven is
  'Whether Vault holds what it takes to ask the function for slices.';

create function odoo_seed.runs_at_work(p_binding text)
returns int
language sql
stable
set search_path = ''
as $$
  select count(*)::int
  from ops.odoo_bindings b
  join ops.odoo_bindings same on same.url is not distinct from b.url
  join odoo_seed.sync_runs r on r.binding = same.name
  where b.name = p_binding and r.status = 'running'
    and (
      not r.handed_over and r.lease_expires_at > clock_timestamp()
      or r.called_at > clock_timestamp() - interval '10 seconds'
    )
$$;
comment on function odoo_seed.runs_at_work is
  'Runs that work, or were called to work, on the server of a binding.';

create function odoo_seed.hold_queue()
returns void
language sql
set search_path = ''
as $$ select pg_advisory_xact_lock('pgmq.q_seed_runs'::regclass::int) $$;
comment on function odoo_seed.hold_queue is
  'One at a time counts runs at work and starts more. Taken after the rows of runs: whoever has '
  'it waits for none.';

create function odoo_seed.drain_run(p_message_id bigint, p_run_id uuid)
returns int
language plpgsql
set search_path = ''
as $$
declare
  run odoo_seed.sync_runs;
  failures int;
begin
  select * into run from odoo_seed.sync_runs where id = p_run_id for update skip locked;
  -- Somebody is about to change a run that is locked: its message comes again.
  if not found and exists (select from odoo_seed.sync_runs where id = p_run_id) then
    return 0;
  end if;
  failures := run.attempts + case when run.handed_over then 0 else 1 end;
  if run.status is distinct from 'running' then
    perform pgmq.delete('seed_runs', p_message_id);
  elsif not run.handed_over and run.lease_expires_at > clock_timestamp() then
    perform pgmq.set_vt('seed_runs', p_message_id,
      1 + extract(epoch from run.lease_expires_at - clock_timestamp())::int);
  elsif failures >= 5 and odoo_seed.is_settled(run.cursor) then
    update odoo_seed.sync_runs set attempts = failures where id = run.id;
    perform odoo_seed.finish_run(run.id, 'failed', null, null, null, run.rpc_count,
      coalesce(run.cursor -> 'gives_up', run.error,
        '{"code": "cut_off", "detail": "Cannot finish the run: its slices were cut off again and '
          'again."}'));
    perform pgmq.delete('seed_runs', p_message_id);
  elsif odoo_seed.runs_at_work(run.binding) >= odoo_seed.runs_per_server() then
    update odoo_seed.sync_runs
    set lease_expires_at = greatest(lease_expires_at, clock_timestamp() + interval '60 seconds')
    where id = run.id and handed_over;
    perform pgmq.set_vt('seed_runs', p_message_id, 0);
  else
    update odoo_seed.sync_runs set called_at = clock_timestamp() where id = run.id;
    perform ops.call_function('seed-odoo-finance/slices', jsonb_build_object('run_id', run.id),
      run.id::text);
    return 1;
  end if;
  return 0;
end
$$;
comment on function odoo_seed.drain_run is
  'What a message of the queue asks for: a slice, an end, or to wait. Returns how many slices '
  'were asked for.';

create function odoo_seed.drain_runs()
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  message record;
  called int := 0;
begin
  if not odoo_seed.queue_is_driven() then
    return 0;
  end if;
  perform odoo_seed.hold_queue();
  for message in select * from pgmq.read('seed_runs', 10, 1000) loop
    begin
      called := called + odoo_seed.drain_run(message.msg_id, (message.message ->> 'run_id')::uuid);
    exception when others then
      perform ops.note_fault('odoo_seed.drain_runs', message.message ->> 'run_id', sqlstate,
        sqlerrm);
    end;
  end loop;
  return called;
end
$$;
comment on function odoo_seed.drain_runs is
  'Asks the function for a slice of each waiting run, at most runs_per_server() a server; gives '
  'up on runs whose slices failed five times in a row. Returns how many were asked for. Without '
  'the Vault secrets that calls need it does nothing.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('odoo-seed-drain-runs', '5 seconds', 'odoo_seed.drain_runs', '5 minutes');

revoke execute on function
  odoo_seed.runs_per_server, odoo_seed.queue_is_driven, odoo_seed.runs_at_work,
  odoo_seed.hold_queue, odoo_seed.drain_run, odoo_seed.drain_runs
from public;
grant execute on function
  odoo_seed.runs_per_server, odoo_seed.queue_is_driven, odoo_seed.runs_at_work,
  odoo_seed.hold_queue, odoo_seed.drain_run, odoo_seed.drain_runs
to service_role;
