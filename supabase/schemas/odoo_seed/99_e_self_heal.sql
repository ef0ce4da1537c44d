-- Bindings with self_heal mend the drift that a shadow finds, where the seed wins.

create table odoo_seed.heals (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  drift_id uuid not null,
  run_id uuid not null references odoo_seed.sync_runs (id) on delete cascade,
  at timestamptz not null default clock_timestamp(),
  told boolean not null default false,
  primary key (drift_id, run_id)
);
comment on table odoo_seed.heals is
  'Which drift each run of self_heal was for; kept for a day, to see what comes back.';
comment on column odoo_seed.heals.told is 'Whether somebody was told that this drift comes back.';
create index heals_run_id_idx on odoo_seed.heals (run_id);
create index heals_binding_idx on odoo_seed.heals (binding, at);
alter table odoo_seed.heals enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.heals to service_role;

create view odoo_seed.v_healable with (security_invoker = true) as
select d.binding, d.id, d.model, d.external_ref, d.field, d.project_ref, d.odoo_write_by,
  h.lately, h.lately >= b.heals_an_hour as fights, h.again_at
from ops.odoo_bindings b
join odoo_seed.drift_items d on d.binding = b.name
cross join lateral (
  select count(*)::int as lately, min(h.at) + interval '1 hour' as again_at
  from odoo_seed.heals h
  join odoo_seed.sync_runs r on r.id = h.run_id and r.run_type = 'seed'
  where h.drift_id = d.id and h.at > clock_timestamp() - interval '1 hour'
) h
where b.self_heal and d.winner = 'seed' and d.kind in ('name', 'field', 'missing')
  and d.muted_until <= clock_timestamp()
  -- Nothing is done to a record about which a person has to decide.
  and not exists (
    select from odoo_seed.drift_items other
    where other.binding = d.binding and other.external_ref = d.external_ref
      and other.model = d.model and other.winner = 'undecided'
      and other.muted_until <= clock_timestamp()
  );
comment on view odoo_seed.v_healable is
  'Drift that self_heal mends: the seed wins, it is not muted, and nobody has to decide about its '
  'record. fights: it came back as often as it may be healed within an hour; it is left alone '
  'until again_at.';
grant select, insert, update, delete, maintain on odoo_seed.v_healable to service_role;

create function odoo_seed.heal_backoff(p_heals int)
returns interval
language sql
immutable
set search_path = ''
return make_interval(secs => least(300, 2 * 3 ^ (least(p_heals, 9) - 1)));
comment on function odoo_seed.heal_backoff is
  'The pause after so many heals in a row: 2 s, 6 s, 18 s, …, five minutes at most.';

create function odoo_seed.begin_heal(p_binding text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  begun uuid;
  -- Not the projects of what fights: their other drift waits with it.
  refs constant text[] := array(
    select project_ref from odoo_seed.v_healable where binding = p_binding
    group by project_ref having not bool_or(fights) and project_ref is not null
    order by project_ref);
begin
  begun := odoo_seed.open_auto_run(p_binding, 'self_heal', jsonb_build_object('projects', refs));
  insert into odoo_seed.heals (binding, drift_id, run_id)
  select p_binding, id, begun from odoo_seed.v_healable
  where binding = p_binding and project_ref = any (refs);
  update odoo_seed.auto_syncs
  set healed_at = clock_timestamp(), heals = 1
    + case when healed_at > clock_timestamp() - interval '10 minutes' then heals else 0 end
  where binding = p_binding;
  return begun;
end
$$;
comment on function odoo_seed.begin_heal is
  'Begins a run of the projects whose drift is to be mended. Raises as open_run.';

create function odoo_seed.tell_fights()
returns void
language sql
set search_path = ''
as $$
  with last as (
    update odoo_seed.heals h
    set told = true
    from odoo_seed.v_healable v
    where v.fights and h.drift_id = v.id and not h.told
    returning v.*
  )
  select ops.emit('sync.heal_stopped', 'drift/' || l.id, jsonb_build_object('binding', l.binding,
      'model', l.model, 'ref', l.external_ref, 'field', l.field, 'heals', l.lately,
      'written_by', l.odoo_write_by, 'again_at', l.again_at),
    (select b.tenant_slug from ops.odoo_bindings b where b.name = l.binding))
  from (select distinct on (id) * from last order by id) l
$$;
comment on function odoo_seed.tell_fights is
  'Tells once of drift that is healed no more for now, because it comes back.';

create function odoo_seed.begin_heals()
returns int
language plpgsql
set search_path = ''
as $$
declare
  due text;
  begun int := 0;
begin
  if not exists (select from ops.odoo_bindings where self_heal) then
    return 0;
  end if;
  delete from odoo_seed.heals where at < clock_timestamp() - interval '1 day';
  perform odoo_seed.tell_fights();
  for due in
    select s.binding from odoo_seed.v_auto_sync s
    where s.self_heal
      -- Compared since: what a heal did is known, and a plan of one waits for somebody.
      and exists (select from odoo_seed.drift_states d
        where d.binding = s.binding and coalesce(d.as_of > s.healed_at, true))
      and not exists (select from odoo_seed.sync_runs r
        where r.id = s.run_id and r.run_type = 'plan' and r.plan_expires_at > clock_timestamp())
      -- Seeds that changed are no drift: their own run comes.
      and s.due_at is null
      and coalesce(s.healed_at + odoo_seed.heal_backoff(s.heals) <= clock_timestamp()
        or s.healed_at < clock_timestamp() - interval '10 minutes', true)
      and exists (
        select from odoo_seed.v_healable v where v.binding = s.binding and v.project_ref is not null
        group by v.project_ref having not bool_or(v.fights))
      and odoo_seed.why_auto_waits(s.binding) is null
  loop
    begin
      perform odoo_seed.begin_heal(due);
      begun := begun + 1;
    exception when others then
      perform ops.note_fault('odoo_seed.begin_heals', due, sqlstate, sqlerrm);
    end;
  end loop;
  return begun;
end
$$;
comment on function odoo_seed.begin_heals is
  'Begins the runs that mend drift, each after a growing pause. Returns how many; what cannot '
  'begin is in ops.reconcile_faults.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('odoo-seed-self-heal', '5 seconds', 'odoo_seed.begin_heals', '5 minutes');

revoke execute on function
  odoo_seed.heal_backoff, odoo_seed.begin_heal, odoo_seed.tell_fights, odoo_seed.begin_heals
from public;
grant execute on function
  odoo_seed.heal_backoff, odoo_seed.begin_heal, odoo_seed.tell_fights, odoo_seed.begin_heals
to service_role;
