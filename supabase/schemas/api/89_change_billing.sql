-- A tenant's billing, plans that are proposed and decided on, and invoices that are paid.

create function api.get_billing(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted constant uuid := control.visible_tenant(p_args ->> 'tenant');
begin
  perform control.demand('billing.read', wanted);
  return (
    select jsonb_build_object('tenant', t.slug, 'plan', t.plan_code,
      'subscription', (select to_jsonb(s) from api.subscriptions s
        where s.tenant_id = t.id and s.status = 'active'),
      'usage', (
        select coalesce(jsonb_object_agg(u.metric, u.quantity), '{}')
        from (
          select r.metric, case when r.metric in ('users', 'backup_bytes') then max(r.quantity)
            else sum(r.quantity) end as quantity
          from api.usage_records r
          where r.tenant_id = t.id
            and r.day >= date_trunc('month', clock_timestamp() at time zone 'UTC')::date
          group by r.metric
        ) u
      ),
      'invoices', (
        select coalesce(jsonb_agg(to_jsonb(i) order by i.number desc), '[]')
        from (select * from api.invoices v where v.tenant_id = t.id
          order by v.number desc limit 12) i
      ),
      'proposal', (select to_jsonb(p) from api.plan_proposals p
        where p.tenant_id = t.id and p.status = 'waiting'))
    from control.tenants t
    where t.id = wanted
  );
end
$$;
comment on function api.get_billing is
  'What a tenant {"tenant"} pays: its plan and subscription, what it used this month (of people '
  'and bytes the most, of days and operations the sum), its last twelve invoices, and the plan '
  'that is proposed. Raises OC004, OC103.';

create function api.list_proposals(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('plan_proposals', '[
      {"arg": "tenant_id"},
      {"arg": "status"}
    ]',
    array['-proposed_at', 'proposed_at'], api.by_tenant(p_args));
end
$$;
comment on function api.list_proposals is
  'A page of proposed plans, the newest first: those of a tenant or a status. Raises OC004.';

create function api.propose_plan(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  tenant constant uuid := control.visible_tenant(p_args ->> 'tenant');
  actor constant jsonb := control.act_as_caller('billing.propose', tenant);
  made uuid;
begin
  perform api.demand_shape(p_args, '{"plan": {"text": 63, "needed": true},
    "reason": {"text": 1000}}');
  insert into control.plan_proposals (tenant_id, plan_code, reason, proposed_by)
  values (tenant, p_args ->> 'plan', p_args ->> 'reason', actor ->> 'user')
  on conflict (tenant_id) where decision is null do nothing
  returning id into made;
  if made is null then
    raise exception 'Cannot propose a plan for %: one is proposed already',
      ops.quoted(p_args ->> 'tenant')
      using errcode = 'OC108', hint = 'Let somebody decide on that one first.';
  end if;
  return (select to_jsonb(p) from api.plan_proposals p where p.id = made);
end
$$;
comment on function api.propose_plan is
  'Proposes a plan for a tenant {"tenant", "plan", "reason"}; it waits until somebody else '
  'decides. Raises OC004, OC103, OC108 (one waits already).';

create function api.decide_proposal(p_args jsonb, p_decision text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  actor constant jsonb := control.act_as_caller('billing.change');
  proposal control.plan_proposals;
begin
  perform api.demand_shape(p_args, '{"reason": {"text": 1000}}');
  perform control.demand_person('proposal ' || (p_args ->> 'id'));
  select * into proposal from control.plan_proposals p
  where p.id = (p_args ->> 'id')::uuid
  for no key update;
  if not found then
    raise exception 'Cannot decide on proposal %: there is none', p_args ->> 'id'
      using errcode = 'OC004';
  elsif (proposal).decision is not null then
    raise exception 'Cannot decide on proposal %: it was %', (proposal).id, (proposal).decision
      using errcode = 'OC108', hint = 'Propose the plan again.';
  elsif p_decision = 'approved'
    and control.is_own_request((proposal).proposed_by, null, (proposal).asked_by) then
    raise exception 'Cannot approve proposal %: it is your own', (proposal).id
      using errcode = 'OC103', hint = 'Another platform owner has to approve it.';
  end if;
  update control.plan_proposals
  set decision = p_decision, decided_by = actor ->> 'user', decided_at = clock_timestamp(),
    decision_reason = p_args ->> 'reason'
  where id = (proposal).id;
  if p_decision = 'approved' then
    perform control.change_tenant((proposal).tenant_id,
      jsonb_build_object('plan_code', (proposal).plan_code));
  end if;
  return (select to_jsonb(p) from api.plan_proposals p where p.id = (proposal).id);
end
$$;
comment on function api.decide_proposal is
  'Decides on a proposed plan {"id", "reason"}: approved, which gives it to the tenant, or '
  'refused. Raises OC004, OC101, OC103 (no right, or one''s own), OC108 (decided already).';

create function api.approve_proposal(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.decide_proposal(p_args, 'approved')
$$;
comment on function api.approve_proposal is
  'Gives a tenant the plan that another person has proposed {"id", "reason"}. Raises as '
  'decide_proposal.';

create function api.refuse_proposal(p_args jsonb)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select api.decide_proposal(p_args, 'refused')
$$;
comment on function api.refuse_proposal is
  'Refuses a proposed plan {"id", "reason"}. Raises as decide_proposal.';

create function api.change_invoice(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.demand_shape(p_args, '{
    "status": {"among": ["issued", "paid", "void"], "needed": true}}');
  perform control.act_as_caller('billing.change');
  perform from control.invoices i where i.id = (p_args ->> 'id')::uuid for no key update;
  perform api.demand_match(p_args, api.get_invoice(p_args));
  update control.invoices i
  set status = p_args ->> 'status', changed_at = clock_timestamp()
  where i.id = (p_args ->> 'id')::uuid and i.status <> p_args ->> 'status';
  return api.get_invoice(p_args);
end
$$;
comment on function api.change_invoice is
  'Marks an invoice {"id", "if_match", "status"} as paid, void or issued. Raises OC004, OC103, '
  'OC202.';

revoke execute on function
  api.get_billing, api.list_proposals, api.propose_plan, api.decide_proposal, api.approve_proposal,
  api.refuse_proposal, api.change_invoice
from public, anon;
grant execute on function
  api.get_billing, api.list_proposals, api.propose_plan, api.approve_proposal, api.refuse_proposal,
  api.change_invoice
to authenticated;
