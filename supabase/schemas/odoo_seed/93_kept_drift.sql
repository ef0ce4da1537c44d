-- Drift is kept as rows, so that the inbox of a fleet is read and not computed.

create table odoo_seed.drift_states (
  binding text primary key references ops.odoo_bindings (name) on update cascade on delete cascade,
  as_of timestamptz not null,
  snapshot pg_snapshot not null,
  xid xid8 not null
);
comment on table odoo_seed.drift_states is
  'As of when the drift of each binding is kept in drift_items.';
comment on column odoo_seed.drift_states.snapshot is
  'Taken before the drift was compared: what it does not show may have changed it.';
create index drift_states_as_of_idx on odoo_seed.drift_states (as_of);
alter table odoo_seed.drift_states enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.drift_states to service_role;

create table odoo_seed.drift_items (
  id uuid primary key,
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  kind text not null,
  model text not null,
  external_ref text not null,
  odoo_id int,
  field text,
  expected jsonb,
  actual jsonb,
  odoo_write_at timestamptz,
  odoo_write_by text,
  winner text not null,
  reason text,
  project_ref text,
  first_seen timestamptz not null default clock_timestamp(),
  muted_until timestamptz not null default '-infinity'
);
comment on table odoo_seed.drift_items is
  'v_drift as it was when its binding was last compared, with what is muted, too.';
comment on column odoo_seed.drift_items.id is
  'Made of the binding, the record and the field: drift that comes back has the same.';
comment on column odoo_seed.drift_items.first_seen is
  'Since when there is drift here, whatever the values are.';
create index drift_items_newest_idx on odoo_seed.drift_items (first_seen desc, id);
create index drift_items_binding_idx on odoo_seed.drift_items (binding, muted_until);
create index drift_items_kind_idx on odoo_seed.drift_items (kind, binding, muted_until);
create index drift_items_project_ref_idx on odoo_seed.drift_items (project_ref);
create index drift_items_written_by_idx on odoo_seed.drift_items (odoo_write_by);
create index drift_items_external_ref_idx on odoo_seed.drift_items (external_ref);
create index drift_items_written_idx on odoo_seed.drift_items (odoo_write_at desc, id);
alter table odoo_seed.drift_items enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.drift_items to service_role;

create function odoo_seed.drift_id(p_drift odoo_seed.v_record_drift)
returns uuid
language sql
immutable
parallel safe
-- Version 8 of UUIDs: made of whatever one likes.
return overlay(overlay(
  md5(jsonb_build_array(p_drift.binding, p_drift.model, p_drift.external_ref, p_drift.field,
    p_drift.odoo_id, case p_drift.kind when 'look_alike' then p_drift.actual -> 'odoo_ids' end)
    ::text)
  placing '8' from 13) placing '8' from 17)::uuid;
comment on function odoo_seed.drift_id is
  'What a drift is known by, whatever its values and its kind come to be.';

create function odoo_seed.note_mute()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  mute constant odoo_seed.drift_mutes := case tg_op when 'DELETE' then old else new end;
begin
  -- As refresh_drift() does, which must not find half of it.
  perform from odoo_seed.drift_states s
  where mute.binding is null or s.binding = mute.binding
  order by s.binding
  for update;
  update odoo_seed.drift_items d
  set muted_until = coalesce((
    select max(m.muted_until) from odoo_seed.drift_mutes m
    where m.external_ref = d.external_ref and (m.binding is null or m.binding = d.binding)
      and (m.field is null or m.field = d.field)
  ), '-infinity')
  where d.external_ref = mute.external_ref;
  return null;
end
$$;
comment on function odoo_seed.note_mute is
  'Until when what a mute is about is muted, by all mutes that there are.';
create trigger note_mute after insert or update or delete on odoo_seed.drift_mutes
for each row execute function odoo_seed.note_mute();

create function odoo_seed.drift_since(p_state odoo_seed.drift_states)
returns text[]
language sql
volatile
set search_path = ''
as $$
  select odoo_seed.changed_since(row(p_state.binding, '{}', p_state.snapshot, p_state.xid, '{}',
    0, 0, p_state.as_of)::odoo_seed.empty_plans)
  where p_state.as_of > clock_timestamp() - interval '12 hours'
    -- What this transaction changed before and after it is all one to the change log.
    and p_state.xid <> pg_current_xact_id()
    -- Restored from the dump of a server whose transactions were further.
    and p_state.xid < pg_snapshot_xmax(pg_current_snapshot())
$$;
comment on function odoo_seed.drift_since is
  'The refs of the records whose drift may have changed since: changed_since(). Null: all may '
  'have, or nothing is known of that time.';

create function odoo_seed.drift_is_stale(p_binding text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from odoo_seed.drift_states s
    join odoo_seed.change_log m
      on (m.binding = s.binding or m.binding is null)
      and m.xid >= pg_snapshot_xmin(s.snapshot)
    where s.binding = p_binding and m.xid <> s.xid
      and not pg_visible_in_snapshot(m.xid, s.snapshot)
  )
$$;
comment on function odoo_seed.drift_is_stale is
  'Whether seeds, or what was seen of the binding''s Odoo, changed since its drift was compared, '
  'as far as the change log goes back: a day.';

revoke execute on function
  odoo_seed.drift_id, odoo_seed.note_mute, odoo_seed.drift_since, odoo_seed.drift_is_stale
from public;
grant execute on function
  odoo_seed.drift_id, odoo_seed.drift_since, odoo_seed.drift_is_stale
to service_role;
