-- A run is opened, by the caller or through the queue, or requested from SQL.

-- Long: the order of its refusals and locks is what it is about.
create function odoo_seed.put_run(p_run_id uuid, p_start boolean, p_lease_seconds int)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  work_key constant text := p_run_id::text;
begin
  perform ops.put_work('run', work_key, jsonb_build_object('run_id', p_run_id),
    p_lane => (select odoo_seed.run_lane(binding) from odoo_seed.sync_runs where id = p_run_id),
    p_at_hand => true);
  if p_start and (ops.claim_work('run', work_key, p_lease_seconds)).key is not null then
    return true;
  elsif p_start and not ops.functions_are_callable() then
    -- Nobody else would ever come.
    perform ops.lease_work('run', work_key, p_lease_seconds);
    return true;
  end if;
  update ops.work set called_at = null where kind = 'run' and key = work_key;
  perform ops.drive();
  return false;
end
$$;
comment on function odoo_seed.put_run is
  'Makes a run work. Returns whether its caller has the first slice: there was a place on its '
  'server, or the database cannot call the function.';

create function odoo_seed.sets_aside(p_run_id uuid, p_start boolean)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  waits jsonb;
  run odoo_seed.sync_runs;
begin
  select * into run from odoo_seed.sync_runs where id = p_run_id;
  run.slice := 0;
  waits := odoo_seed.why_run_waits(run);
  if waits is null then
    return false;
  elsif p_start and not ops.functions_are_callable() then
    raise exception 'Cannot start a run: %', (waits ->> 'detail')
        || coalesce(', until ' || (waits ->> 'until'), '')
      using errcode = 'OC013';
  end if;
  update odoo_seed.sync_runs set slice = 0 where id = p_run_id;
  return true;
end
$$;
comment on function odoo_seed.sets_aside is
  'Whether a new run has to wait for the end of a hold or for a window: it has no slice then. '
  'Raises OC013 where nobody would call for it later.';

create function odoo_seed.open_run(
  p_binding text, p_run_type text, p_scope jsonb, p_options jsonb, p_key text, p_start boolean,
  p_lease_seconds int
)
returns table (id uuid, existing boolean, started boolean)
language plpgsql
set search_path = ''
as $$
declare
  known odoo_seed.sync_runs;
begin
  if p_key is not null then
    -- Two requests with one key must not both find none.
    perform pg_advisory_xact_lock(hashtext('odoo_seed.idempotency_key'), hashtext(p_key));
    select * into known from odoo_seed.sync_runs r where r.idempotency_key = p_key;
    if found then
      if (known.binding, known.run_type, known.scope, known.options)
        is distinct from (p_binding, p_run_type, p_scope, p_options) then
        raise exception 'Cannot start a run: its Idempotency-Key was used for another request'
          using errcode = 'OC006', hint = 'Use a new key for a new request.';
      end if;
      return query select known.id, true, false;
      return;
    end if;
  end if;

  if not p_start and not ops.functions_are_callable() then
    raise exception 'Cannot start a run without waiting: Vault has no functions_url or no '
      'functions_secret'
      using errcode = 'OC004', hint = 'Create both secrets, or leave "wait" out.';
  end if;
  if p_options ? 'plan' then
    perform odoo_seed.saved_plan((p_options ->> 'plan')::uuid);
  elsif p_run_type = 'seed' then
    perform odoo_seed.refuse_unapproved(p_binding);
  end if;
  id := odoo_seed.start_run(p_binding, p_run_type, p_scope, p_lease_seconds);
  existing := false;
  started := odoo_seed.put_run(id, p_start and not odoo_seed.sets_aside(id, p_start),
    p_lease_seconds);
  update odoo_seed.sync_runs r
  set options = p_options, idempotency_key = p_key, handed_over = not started,
    slice = case when started then 1 else 0 end
  where r.id = open_run.id;
  return next;
end
$$;
comment on function odoo_seed.open_run is
  'Starts a durable run. existing: the key named an earlier one. started: the caller works the '
  'first slice, else the queue does. Raises as start_run, sets_aside and saved_plan, and OC006 '
  'for a key that belongs to another request.';

insert into ops.work_kinds (kind, path, taken_is_done, call_again_after)
values
  ('seed_request', 'seed-odoo-finance', true, '10 seconds'),
  ('shadow_request', 'shadow-odoo-finance', true, '10 seconds');

create function odoo_seed.request_run(p_function text, p_body jsonb default '{}')
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  request constant text := case p_function
    when 'seed-odoo-finance' then 'seed_request'
    when 'shadow-odoo-finance' then 'shadow_request'
  end;
begin
  if request is null then
    raise exception 'Cannot request a run: % is not a seeding function', ops.quoted(p_function)
      using errcode = 'OC004', hint = 'Use seed-odoo-finance or shadow-odoo-finance.';
  end if;
  if not ops.functions_are_callable() then
    raise exception 'Cannot request a run: Vault has no functions_url or no functions_secret'
      using errcode = 'OC004',
        hint = 'A call of a function with its token keeps functions_url; functions_secret as '
          'docs/deploy.md says.';
  end if;
  return ops.put_work(request, gen_random_uuid()::text, p_body);
end
$$;
comment on function odoo_seed.request_run is
  'Starts a run from SQL, as work that waits until the function takes it. Returns the call''s id: '
  'ops.function_calls says whether it was taken, which run it began (object) and its error. Needs '
  'the Vault secrets functions_url and functions_secret.';

revoke execute on function
  odoo_seed.put_run, odoo_seed.sets_aside, odoo_seed.open_run, odoo_seed.request_run
from public;
grant execute on function
  odoo_seed.put_run, odoo_seed.sets_aside, odoo_seed.open_run, odoo_seed.request_run
to service_role;
