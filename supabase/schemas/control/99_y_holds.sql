-- Holds and the platform: steps wait, the audit log has who put what, and the callers see theirs.

create function control.step_may_begin(p_key text)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select not exists (
    select from control.provisioning_jobs j
    join control.operations o on o.id = j.operation_id
    join control.tenants t on t.id = o.tenant_id
    cross join lateral ops.hold_on(null, t.slug)
    where j.id = p_key::uuid
  )
$$;
comment on function control.step_may_begin is
  'Whether there is no hold on the tenant of a step. One that is undone waits, too.';

update ops.work_kinds set may_begin = 'control.step_may_begin' where kind = 'step';

create trigger write_audit after insert or delete on ops.holds
for each row execute function control.audit_change('id');
create trigger write_audit_update after update on ops.holds
for each row when (old.* is distinct from new.*) execute function control.audit_change('id');

create trigger write_audit after insert or delete on ops.sync_windows
for each row execute function control.audit_change('id');
create trigger write_audit_update after update on ops.sync_windows
for each row when (old.* is distinct from new.*) execute function control.audit_change('id');

create function control.held(p_binding text, p_tenant text)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (select ops.told_hold(h) from ops.hold_on(p_binding, p_tenant) h);
end
$$;
comment on function control.held is
  'The hold on a binding or a tenant, {"code", "detail", "until", "hold"}. For rows that the '
  'caller may see.';

create function control.why_run_waits(p_run uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select odoo_seed.why_run_waits(r) from odoo_seed.sync_runs r
    where r.id = p_run and r.status = 'running' and (r.handed_over or r.slice = 0)
  );
end
$$;
comment on function control.why_run_waits is
  'What keeps a run from its next slice; null for one at work. For rows that the caller may see.';

create function control.shown_holds()
returns table (
  id uuid, binding text, tenant text, reason text, put_by text, put_at timestamptz,
  until timestamptz, lifted_by text, lifted_at timestamptz, active boolean
)
language sql
stable
security definer
set search_path = ''
as $$
  select h.id, h.binding, h.tenant, h.reason, h.put_by, h.put_at, h.until, h.lifted_by,
    h.lifted_at, h.lifted_at is null and coalesce(h.until > now(), true)
  from ops.holds h
  where (select control.reaches_all('holds.read'))
    or h.tenant in (select control.reach_slugs('holds.read'))
    or h.binding in (select control.reach_bindings('holds.read'))
    -- What holds all holds theirs.
    or num_nonnulls(h.binding, h.tenant) = 0 and (select control.has_anywhere('holds.read'))
$$;
comment on function control.shown_holds is 'The holds that the caller may see.';

create function control.shown_windows()
returns table (
  id uuid, binding text, kind text, cron text, minutes int, time_zone text, manual boolean,
  open_until timestamptz, next_at timestamptz, created_at timestamptz
)
language sql
stable
security definer
set search_path = ''
as $$
  select w.id, w.binding, w.kind, w.cron, extract(epoch from w.lasts)::int / 60, w.time_zone,
    w.manual, ops.window_ends_at(w, now()), ops.next_cron_moment(w.cron, now(), w.time_zone),
    w.created_at
  from ops.sync_windows w
  where (select control.reaches_all('windows.read'))
    or w.binding in (select control.reach_bindings('windows.read'))
    or w.binding is null and (select control.has_anywhere('windows.read'))
$$;
comment on function control.shown_windows is
  'The sync windows that the caller may see, and when each is open.';

revoke execute on function
  control.step_may_begin, control.held, control.why_run_waits, control.shown_holds,
  control.shown_windows
from public;
grant execute on function control.step_may_begin to service_role;
grant execute on function
  control.held, control.why_run_waits, control.shown_holds, control.shown_windows
to authenticated, service_role;
