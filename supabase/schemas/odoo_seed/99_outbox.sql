-- Events of runs and of drift.

insert into ops.event_types (type, description) values
  ('run.started', 'A run began: a seeding, a shadow, a plan, an adoption or an import.'),
  ('run.succeeded', 'A run did all that it was asked for.'),
  ('run.partly_failed', 'A run is over, and Odoo refused some of its records.'),
  ('run.failed', 'An error ended a run, or its worker was lost.'),
  ('run.cancelled', 'Somebody cancelled a run.'),
  ('drift.found', 'A comparison found drift that was not there before: one event a comparison.'),
  ('drift.gone', 'A comparison no longer found drift that had been there.');

create function odoo_seed.tenant_of_binding(p_binding text)
returns text
language sql
stable
set search_path = ''
as $$
  select tenant_slug from ops.odoo_bindings where name = p_binding
$$;
comment on function odoo_seed.tenant_of_binding is
  'The slug of the tenant whose binding it is; null for none.';

create function odoo_seed.tell_run()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform ops.emit('run.' || case new.status
      when 'running' then 'started' when 'success' then 'succeeded'
      when 'partial' then 'partly_failed' when 'cancelled' then 'cancelled' else 'failed' end,
    'runs/' || new.id,
    jsonb_build_object('id', new.id, 'binding', new.binding, 'type', new.run_type,
      'status', new.status, 'started_at', new.started_at, 'finished_at', new.finished_at,
      'requested_by', new.requested_by, 'counts', new.counts,
      'error', jsonb_build_object('code', new.error ->> 'code', 'detail', new.error ->> 'detail')),
    odoo_seed.tenant_of_binding(new.binding));
  return null;
end
$$;
comment on function odoo_seed.tell_run is 'Tells that a run has begun, or how it ended.';
create trigger tell_run after insert on odoo_seed.sync_runs
for each row execute function odoo_seed.tell_run();
create trigger tell_end_of_run after update of status on odoo_seed.sync_runs
for each row when (old.status is distinct from new.status)
execute function odoo_seed.tell_run();

create function odoo_seed.emit_drift(p_type text, p_binding text,
  p_items odoo_seed.drift_items[])
returns void
language sql
set search_path = ''
as $$
  select ops.emit(p_type, 'bindings/' || b.name, jsonb_build_object('binding', b.name,
      'count', cardinality(p_items),
      'open', (select count(*) from odoo_seed.drift_items d
        where d.binding = b.name and d.muted_until <= clock_timestamp()),
      'kinds', (select jsonb_object_agg(kind, n) from (
        select i.kind, count(*) as n from unnest(p_items) i group by i.kind) k),
      'first', (select jsonb_agg(f) from (
        select i.id, i.kind, i.model, i.external_ref, i.field
        from unnest(p_items) i
        order by i.external_ref, i.field
        limit 10) f)),
    b.tenant_slug)
  from ops.odoo_bindings b
  where b.name = p_binding and p_items <> '{}'
$$;
comment on function odoo_seed.emit_drift is
  'Emits one event of drift that came or went, however many there are: how many of which kind, '
  'the first ten, and how much there is now.';

create function odoo_seed.tell_drift_found()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  since constant timestamptz := case when tg_op = 'UPDATE' then old.as_of else '-infinity' end;
begin
  perform odoo_seed.emit_drift('drift.found', new.binding, array(
    select d from odoo_seed.drift_items d
    where d.binding = new.binding and d.first_seen > since
      and d.muted_until <= clock_timestamp()));
  return null;
end
$$;
comment on function odoo_seed.tell_drift_found is
  'Tells of the drift that a comparison has found and the one before had not, unless it is muted.';
create trigger tell_drift_found after insert or update of as_of on odoo_seed.drift_states
for each row execute function odoo_seed.tell_drift_found();

create function odoo_seed.tell_drift_gone()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform odoo_seed.emit_drift('drift.gone', g.binding, g.items)
  from (
    select o.binding, array_agg(o::odoo_seed.drift_items) as items
    from gone o
    where o.muted_until <= clock_timestamp()
    group by o.binding
  ) g;
  return null;
end
$$;
comment on function odoo_seed.tell_drift_gone is 'Tells of drift that is no longer there.';
create trigger tell_drift_gone after delete on odoo_seed.drift_items
referencing old table as gone
for each statement execute function odoo_seed.tell_drift_gone();

revoke execute on function
  odoo_seed.tenant_of_binding, odoo_seed.tell_run, odoo_seed.emit_drift,
  odoo_seed.tell_drift_found, odoo_seed.tell_drift_gone
from public;
grant execute on function odoo_seed.tenant_of_binding, odoo_seed.emit_drift to service_role;
