-- The queue of operations: the database calls the function that carries them out.

select pgmq.create('operations');

create view control.v_due_steps with (security_invoker = true) as
select j.id, j.operation_id, j.position, o.created_at
from control.provisioning_jobs j
join control.operations o on o.id = j.operation_id
join control.tenants t on t.id = o.tenant_id
where o.status in ('queued', 'running', 'compensating')
  and case j.status
    when 'queued' then j.run_after <= clock_timestamp()
    when 'waiting' then j.run_after <= clock_timestamp()
    when 'running' then j.lease_expires_at <= clock_timestamp() and j.attempts_left > 0
    else false
  end
  and not exists (
    select from control.provisioning_jobs before
    where before.operation_id = j.operation_id and before.position < j.position
      and before.status in ('queued', 'running', 'waiting')
  )
  and not exists (
    select from control.provisioning_jobs holder
    where holder.exclusive = j.exclusive and holder.id <> j.id
      and holder.status in ('running', 'waiting')
  );
comment on view control.v_due_steps is
  'Steps that a runner may claim now: due or cut off, nothing before them open, their exclusive '
  'resource free. Locking its rows locks tenant, operation and step.';
grant select, insert, update, delete, maintain on control.v_due_steps to service_role;

create function control.operations_are_driven()
returns boolean
language sql
stable
set search_path = ''
as $$
  select ops.functions_are_callable()
$$;
comment on function control.operations_are_driven is
  'Whether Vault holds what it takes to call the runner.';

create function control.call_runner(p_operation_id uuid)
returns uuid
language sql
security definer
set search_path = ''
as $$
  select ops.call_function('operations-run', p_object => p_operation_id::text)
$$;
comment on function control.call_runner is
  'Calls operations-run for what is due, for the sake of an operation, and returns the call''s '
  'id. Null without the Vault secrets functions_url and functions_secret.';

create function control.queue_operation()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  select send
  into new.message_id
  from pgmq.send('operations', jsonb_build_object('operation_id', new.id)) send;
  return new;
end
$$;
comment on function control.queue_operation is 'Gives a new operation its message in the queue.';
create trigger queue_operation before insert on control.operations
for each row execute function control.queue_operation();

create function control.look_again(p_operation_id uuid, p_seconds numeric)
returns void
language sql
security definer
set search_path = ''
as $$
  select pgmq.set_vt('operations', o.message_id, ceil(p_seconds)::int)
  from control.operations o
  where o.id = p_operation_id
$$;
comment on function control.look_again is
  'In so many seconds the queue has to look whether an operation goes on.';

create function control.drain_operation(p_message_id bigint, p_operation_id uuid)
returns int
language plpgsql
set search_path = ''
as $$
declare
  operation control.operations;
begin
  select * into operation from control.operations where id = p_operation_id;
  if not found or operation.finished_at is not null then
    perform pgmq.archive('operations', p_message_id);
  elsif exists (select from control.v_due_steps d where d.operation_id = operation.id) then
    return (control.call_runner(operation.id) is not null)::int;
  end if;
  return 0;
end
$$;
comment on function control.drain_operation is
  'What a message of the queue asks for: a call, where its operation has a due step. Returns how '
  'many calls were made.';

create function control.drain_operations()
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  message record;
  called int := 0;
begin
  -- All of them: what waits for a person must not hide what has to go on.
  for message in select *
    from pgmq.read('operations', 5, (select count(*)::int from pgmq.q_operations)) loop
    begin
      called :=
        called + control.drain_operation(message.msg_id,
          (message.message ->> 'operation_id')::uuid);
    exception when others then
      perform ops.note_fault('control.drain_operations', message.message ->> 'operation_id',
        sqlstate, sqlerrm);
    end;
  end loop;
  return called;
end
$$;
comment on function control.drain_operations is
  'Calls the runner for each operation of the queue that has a due step; one that nobody takes is '
  'called for again after 5 s. Returns how many calls were made.';

revoke execute on function
  control.operations_are_driven, control.call_runner, control.queue_operation, control.look_again,
  control.drain_operation, control.drain_operations
from public;
grant execute on function
  control.operations_are_driven, control.call_runner, control.look_again, control.drain_operation,
  control.drain_operations
to service_role;
