-- The kept drift of a binding is brought up to date, in proportion to what changed.

-- The settings are those of plan(): whole bindings are joined, and few refs looked up.
create function odoo_seed.compare_drift(p_binding text, p_refs text[])
returns void
language plpgsql
set search_path = ''
set enable_nestloop = off
set enable_seqscan = on
set plan_cache_mode = force_custom_plan
as $$
begin
  perform odoo_seed.look_up_few(p_refs);
  drop table if exists pg_temp.found_drift;
  create temporary table found_drift on commit drop as
  select distinct on (odoo_seed.drift_id(d)) odoo_seed.drift_id(d) as id, d.*
  from odoo_seed.found_drift(p_binding, p_refs) d
  where d.binding = p_binding;
end
$$;
comment on function odoo_seed.compare_drift is
  'Makes the temporary table found_drift: all drift of a binding, of seeds only that of these '
  'refs; null for all.';

create function odoo_seed.store_drift(p_binding text, p_refs text[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from odoo_seed.drift_items d
  where d.binding = p_binding
    and (p_refs is null or d.external_ref = any (p_refs)
      or d.kind in ('look_alike', 'translation', 'archived_stage')
      or d.kind in ('orphan', 'duplicate') and p_refs <> '{}')
    and not exists (select from found_drift f where f.id = d.id);

  insert into odoo_seed.drift_items as d (
    id, binding, kind, model, external_ref, odoo_id, field, expected, actual, odoo_write_at,
    odoo_write_by, winner, reason, project_ref)
  select f.* from found_drift f
  on conflict (id) do update
  set kind = excluded.kind, expected = excluded.expected, actual = excluded.actual,
    odoo_write_at = excluded.odoo_write_at, odoo_write_by = excluded.odoo_write_by,
    winner = excluded.winner, reason = excluded.reason, project_ref = excluded.project_ref
  where (d.kind, d.expected, d.actual, d.odoo_write_at, d.odoo_write_by, d.winner, d.reason,
    d.project_ref)
  is distinct from (excluded.kind, excluded.expected, excluded.actual, excluded.odoo_write_at,
    excluded.odoo_write_by, excluded.winner, excluded.reason, excluded.project_ref);

  update odoo_seed.drift_items d
  set muted_until = m.muted_until
  from (
    select i.id, max(m.muted_until) as muted_until
    from odoo_seed.drift_mutes m
    join odoo_seed.drift_items i on i.external_ref = m.external_ref
      and (m.field is null or m.field = i.field)
    where i.binding = p_binding and (m.binding is null or m.binding = p_binding)
    group by i.id
  ) m
  where d.id = m.id and d.muted_until is distinct from m.muted_until;
end
$$;
comment on function odoo_seed.store_drift is
  'Makes drift_items what the temporary table found_drift says of a binding, and of these refs; '
  'a row that is as it was is not written.';

create function odoo_seed.refresh_drift(p_binding text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  before constant pg_snapshot := pg_current_snapshot();
  last odoo_seed.drift_states;
  moved text[];
begin
  select * into last from odoo_seed.drift_states where binding = p_binding for update;
  if found then
    moved := odoo_seed.drift_since(last);
  end if;
  perform odoo_seed.compare_drift(p_binding, moved);
  perform odoo_seed.store_drift(p_binding, moved);
  insert into odoo_seed.drift_states (binding, as_of, snapshot, xid)
  values (p_binding, clock_timestamp(), before, pg_current_xact_id())
  on conflict (binding) do update
  set as_of = excluded.as_of, snapshot = excluded.snapshot, xid = excluded.xid;
end
$$;
comment on function odoo_seed.refresh_drift is
  'Compares the drift of a binding again, as far as something changed, and keeps it. The '
  'last thing that its transaction does: what that changes later may go unseen for half a day.';

create function odoo_seed.count_drift(p_binding text)
returns table (kind text, count int)
language sql
stable
set search_path = ''
as $$
  select d.kind, count(*)::int
  from odoo_seed.drift_items d
  where d.binding = p_binding and d.muted_until <= now()
  group by d.kind
$$;
comment on function odoo_seed.count_drift is
  'Unmuted drift of a binding by kind, as of its last refresh_drift().';

revoke execute on function
  odoo_seed.compare_drift, odoo_seed.store_drift, odoo_seed.refresh_drift, odoo_seed.count_drift
from public;
grant execute on function
  odoo_seed.compare_drift, odoo_seed.store_drift, odoo_seed.refresh_drift, odoo_seed.count_drift
to service_role;
