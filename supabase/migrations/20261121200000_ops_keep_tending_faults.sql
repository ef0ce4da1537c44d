-- Tending: what fails for one row is noted where an operator sees it, and the others are gone on with.
set lock_timeout = '5s';
set statement_timeout = '60s';

create table ops.tending_faults (
  id bigint primary key generated always as identity,
  task text not null,
  object text,
  code text not null,
  detail text not null,
  at timestamptz not null default clock_timestamp()
);
create index on ops.tending_faults (task, object, at);
comment on table ops.tending_faults is
  'What kept a task from tending one row, while it went on with the others. The same is noted every ten minutes as long as it lasts.';
comment on column ops.tending_faults.task is 'The function that tends, e.g. control.drain_operations.';
comment on column ops.tending_faults.object is 'What it could not tend: the id of an operation or a run, the name of a template.';
comment on column ops.tending_faults.code is 'SQLSTATE, or the code of an error that a function met, e.g. odoo_failed.';
alter table ops.tending_faults enable row level security;

create function ops.note_fault(p_task text, p_object text, p_code text, p_detail text)
returns void
language sql
security definer
set search_path = ''
as $$
  -- Rows are only added: whoever tends holds locks already and must wait for nobody here.
  insert into ops.tending_faults (task, object, code, detail)
  select p_task, p_object, p_code, p_detail
  where not exists (
    select from ops.tending_faults f
    where (f.task, f.code, f.detail) = (p_task, p_code, p_detail) and f.object is not distinct from p_object
      and f.at > clock_timestamp() - interval '10 minutes'
  )
$$;
comment on function ops.note_fault is 'Keeps what kept a task from tending one row, at most every ten minutes.';

select cron.schedule('ops-forget-tending-faults', '31 * * * *',
  $$delete from ops.tending_faults where at < now() - interval '30 days'$$);

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
    perform pgmq.set_vt('seed_runs', p_message_id, 1 + extract(epoch from run.lease_expires_at - clock_timestamp())::int);
  elsif failures >= 5 and odoo_seed.is_settled(run.cursor) then
    update odoo_seed.sync_runs set attempts = failures where id = run.id;
    perform odoo_seed.finish_run(run.id, 'failed', null, null, null, run.rpc_count,
      coalesce(run.cursor -> 'gives_up', run.error, '{"code": "cut_off", "detail": "Cannot finish the run: its slices were cut off again and again."}'));
    perform pgmq.delete('seed_runs', p_message_id);
  elsif odoo_seed.runs_at_work(run.binding) >= odoo_seed.runs_per_server() then
    update odoo_seed.sync_runs
    set lease_expires_at = greatest(lease_expires_at, clock_timestamp() + interval '60 seconds')
    where id = run.id and handed_over;
    perform pgmq.set_vt('seed_runs', p_message_id, 0);
  else
    update odoo_seed.sync_runs set called_at = clock_timestamp() where id = run.id;
    perform ops.call_function('seed-odoo-finance/slices', jsonb_build_object('run_id', run.id), run.id::text);
    return 1;
  end if;
  return 0;
end
$$;
comment on function odoo_seed.drain_run is
  'What a message of the queue asks for: a slice, an end, or to wait. Returns how many slices were asked for.';

create or replace function odoo_seed.drain_runs()
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
      perform ops.note_fault('odoo_seed.drain_runs', message.message ->> 'run_id', sqlstate, sqlerrm);
    end;
  end loop;
  return called;
end
$$;

revoke execute on function ops.note_fault, odoo_seed.drain_run from public;
grant execute on function ops.note_fault, odoo_seed.drain_run to service_role;
grant select on ops.tending_faults to service_role;
