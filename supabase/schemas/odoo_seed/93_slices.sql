-- A slice of a run, from its claim to its hand-over.

create function odoo_seed.lease_run(p_run_id uuid, p_lease_seconds int)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  -- Of two runs of a binding that wait, one begins; who starts one waits, too.
  perform pg_advisory_xact_lock('odoo_seed.sync_runs'::regclass::int, hashtext(r.binding))
  from odoo_seed.sync_runs r where r.id = p_run_id and r.slice = 0;
  -- Runs are locked before their work. Who was called has a place on the server.
  perform from odoo_seed.sync_runs where id = p_run_id for update;
  perform from ops.work
  where kind = 'run' and key = p_run_id::text and due_at <= clock_timestamp()
    and (status <> 'running' or attempts_left > 0)
    and odoo_seed.run_may_begin(key)
  for no key update;
  if not found then
    return false;
  end if;
  perform ops.lease_work('run', p_run_id::text, p_lease_seconds);
  return true;
end
$$;
comment on function odoo_seed.lease_run is
  'Takes a run that waits, or whose slice was cut off, as work. Returns whether it was due.';

create function odoo_seed.claim_run(p_run_id uuid, p_lease_seconds int)
returns odoo_seed.sync_runs
language plpgsql
set search_path = ''
as $$
declare
  run odoo_seed.sync_runs;
begin
  update odoo_seed.sync_runs r
  set lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds),
    slice = r.slice + 1,
    handed_over = false,
    -- Cut off in the middle: what it did last is unknown, so Odoo is asked again, once it can tell.
    phase = case when r.handed_over then r.phase else 'observe' end,
    cursor = case when r.handed_over or not odoo_seed.is_confirmed(r.cursor) then r.cursor end,
    passes_left = case when r.handed_over then r.passes_left else 2 end,
    attempts = case when r.handed_over then r.attempts else r.attempts + 1 end
  where r.id = p_run_id and r.status = 'running'
    and odoo_seed.lease_run(p_run_id, p_lease_seconds)
  returning * into run;
  if found then
    return run;
  end if;
  select * into run from odoo_seed.sync_runs r where r.id = p_run_id;
  if run.status = 'running' then
    raise exception 'Cannot go on with run %: %', p_run_id, case
        when odoo_seed.why_run_waits(run) is not null
          then odoo_seed.why_run_waits(run) ->> 'detail'
        when run.handed_over then 'its pause is not over'
        else 'a slice of it is at work'
      end
      using errcode = 'OC001', detail = p_run_id::text;
  end if;
  raise exception 'Cannot go on with run %: %', p_run_id,
    coalesce('it has ended (' || run.status || ')', 'there is none') using errcode = 'OC004';
end
$$;
comment on function odoo_seed.claim_run is
  'Takes a run that waits, or whose slice was cut off, for its next slice. Raises OC001 while a '
  'slice is at work, OC004 when the run has ended.';

create function odoo_seed.advance_run(p_run_id uuid, p_slice int, p_phase text, p_cursor jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  unconfirmed constant boolean := p_phase = 'observe'
    and coalesce(p_cursor ? 'unconfirmed_until', false)
    and exists (
      select from odoo_seed.sync_runs where id = p_run_id and cursor is distinct from p_cursor
    );
  cancelled boolean;
begin
  perform odoo_seed.lock_slice(p_run_id, p_slice);
  update odoo_seed.sync_runs r
  set phase = p_phase, cursor = p_cursor,
    -- What became of a create is not known: as after a slice that was cut off, and as often at
    -- most.
    passes_left = case when unconfirmed then 2 else r.passes_left end,
    attempts = case when unconfirmed then r.attempts + 1 else r.attempts end
  where r.id = p_run_id
  returning cancel_requested_at is not null into cancelled;
  if unconfirmed then
    update ops.work set attempts = attempts + 1 where kind = 'run' and key = p_run_id::text;
  end if;
  return cancelled;
end
$$;
comment on function odoo_seed.advance_run is
  'A checkpoint: stores where the next slice begins. With unconfirmed_until that slice waits, '
  'because what became of a create is not known. Returns whether the run is to stop. Raises '
  'OC002.';

create function odoo_seed.hand_over_run(p_run_id uuid, p_slice int, p_rpc_count int,
  p_lease_seconds int)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform odoo_seed.lock_slice(p_run_id, p_slice);
  update odoo_seed.sync_runs
  set handed_over = true, rpc_count = p_rpc_count,
    lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
  where id = p_run_id;
  perform ops.wait_work('run', p_run_id::text, odoo_seed.run_token(p_run_id));
  return ops.functions_are_callable();
end
$$;
comment on function odoo_seed.hand_over_run is
  'Gives the lease back and lets the run wait for its next slice. Returns whether the database '
  'can call for it; if not, the caller has to go on itself. Raises OC002.';

revoke execute on function
  odoo_seed.lease_run, odoo_seed.claim_run, odoo_seed.advance_run, odoo_seed.hand_over_run
from public;
grant execute on function
  odoo_seed.lease_run, odoo_seed.claim_run, odoo_seed.advance_run, odoo_seed.hand_over_run
to service_role;
