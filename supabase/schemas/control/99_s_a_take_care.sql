-- Care that is due is put as work, or asked for as an operation.

create function control.server_of(p_url text)
returns text
language sql
immutable
set search_path = ''
as $$
  select coalesce(control.host_of(p_url), 'environment')
$$;
comment on function control.server_of is
  'The server of a tenant''s Odoo, by its address; that of the functions'' environment has none.';

create function control.may_be_cared_for(p_tenant_id uuid, p_since timestamptz default null)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select exists (
    select from control.tenants t
    where t.id = p_tenant_id and t.status in ('active', 'error')
      and control.has_noted_database(t.id)
      and not exists (select from control.operations o where o.tenant_id = t.id
        and (o.finished_at is null and o.status <> 'waiting_approval'
          or o.finished_at > p_since))
  )
$$;
comment on function control.may_be_cared_for is
  'Whether a tenant''s Odoo may be looked at now: it is at work, and no operation is, nor was '
  'since then.';

create function control.open_by_itself(p_tenant_id uuid, p_kind text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  opened control.operations;
begin
  perform control.act_as('{"user": "schedule", "role": "schedule"}');
  opened := control.open_admitted(p_tenant_id, p_kind, (
    select control.steps_of(p_kind, coalesce(t.odoo_url, 'http://environment'))
    from control.tenants t where t.id = p_tenant_id
  ), '{}', null);
  perform control.act_as('{}');
  return opened.id;
end
$$;
comment on function control.open_by_itself is
  'Asks for an operation on a tenant as the actor schedule. Raises as open_admitted.';

create function control.open_on_server(p_kind text, p_server text)
returns bigint
language sql
volatile
set search_path = ''
as $$
  select count(*)
  from control.operations o
  join control.tenants t on t.id = o.tenant_id
  where o.kind = p_kind and o.finished_at is null and control.server_of(t.odoo_url) = p_server
$$;
comment on function control.open_on_server is 'How many operations of a kind are open on a server.';

create function control.take_one_care(p_due control.v_care)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  server constant text := control.server_of(p_due.odoo_url);
begin
  if not control.may_be_cared_for(p_due.tenant_id) then
    return false;
  elsif p_due.puts = 'work' then
    -- The next tick calls for all of them: each put would look at all that is due.
    perform ops.put_work(p_due.care, p_due.tenant_id::text, p_lane => server, p_at_hand => true);
    return true;
  elsif p_due.at_once <= control.open_on_server(p_due.care, server)
    or exists (select from control.operations o
      where o.tenant_id = p_due.tenant_id and o.finished_at is null) then
    return false;
  end if;
  perform control.open_by_itself(p_due.tenant_id, p_due.care);
  return true;
exception when others then
  perform control.act_as('{}');
  perform ops.note_fault('control.take_one_care', p_due.slug || ' ' || p_due.care, sqlstate,
    sqlerrm);
  return false;
end
$$;
comment on function control.take_one_care is
  'Puts care of one tenant that is due, unless an operation is at work on it or its server has '
  'enough. What fails is in ops.reconcile_faults. Returns whether it was put.';

create function control.take_care()
returns int
language sql
set search_path = ''
as $$
  select count(*)::int
  from (
    select v from control.v_care v
    where v.due_at <= clock_timestamp()
      and not exists (select from ops.work w
        where w.kind = v.care and w.key = v.tenant_id::text)
    order by v.due_at, v.tenant_id, v.care
    -- The rest comes with the next sweep; after an outage all are due at once.
    limit 300
  ) due
  where control.take_one_care(due.v)
$$;
comment on function control.take_care is
  'Puts all care that is due, what has been due longest first. Returns how much.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-take-care', '1 minute', 'control.take_care', '15 minutes');

revoke execute on function
  control.server_of, control.may_be_cared_for, control.open_by_itself, control.open_on_server,
  control.take_one_care, control.take_care
from public;
grant execute on function
  control.server_of, control.may_be_cared_for, control.open_by_itself, control.open_on_server,
  control.take_one_care, control.take_care
to service_role;
