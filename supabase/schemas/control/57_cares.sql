-- Care: what is done for each tenant without being asked for. When it is due follows from what was
-- done, so that nothing has to be kept in step.

create table control.cares (
  care text primary key,
  puts text not null,
  every interval not null,
  first_after interval not null,
  spread numeric not null default 0.1,
  late_factor numeric not null default 3,
  retry_after interval not null default '10 minutes',
  at_once int,
  params jsonb not null default '{}',
  owner text not null default 'platform',
  enabled boolean not null default true,
  description text not null,
  constraint puts_must_be_work_or_an_operation check (puts in ('work', 'operation')),
  constraint times_must_have_time
    check (least(every, first_after, retry_after) > interval '0'),
  constraint spread_must_be_a_share check (spread between 0 and 0.9),
  constraint late_factor_must_leave_time check (late_factor > 1),
  constraint at_once_is_of_operations
    check ((puts = 'operation') = (at_once is not null) and at_once > 0)
);
comment on table control.cares is
  'What is done for each tenant without being asked for: how often, and when it is late.';
comment on column control.cares.care is 'The kind of work, or of operation, that is put.';
comment on column control.cares.every is
  'At least this often. Of backups, the backup_hours of the subscription plan say it. Of '
  'retire_key, so long after rotate_key.';
comment on column control.cares.first_after is
  'So long after the tenant''s database was made, at the earliest.';
comment on column control.cares.spread is
  'By up to this share of its period it is done earlier, the one tenant more than the other and '
  'each always as much: they do not all come at once.';
comment on column control.cares.late_factor is
  'It is late when so many periods have passed since the last success.';
comment on column control.cares.retry_after is
  'How long after a failed operation the next is tried; twice as long after each further one, up '
  'to the period. Work pauses as its kind says.';
comment on column control.cares.at_once is
  'How many such operations may be open on a server. How much work, its kind''s at_once says.';
comment on column control.cares.params is 'What the function that does it is told.';
alter table control.cares enable row level security;
grant select, insert, update, delete, maintain on control.cares to service_role;
create trigger write_audit_update after update on control.cares
for each row when (old.* is distinct from new.*) execute function control.audit_change('care');

insert into control.cares (care, puts, every, first_after, spread, late_factor, at_once, params,
  description)
values
  ('probe', 'work', '5 minutes', '10 minutes', 0.1, 6, null,
    '{"slow_seconds": 10, "mail_minutes": 60, "cron_minutes": 60}',
    'Look whether its Odoo answers, lets the platform in, sends its mail, does scheduled work.'),
  ('measure', 'work', '1 day', '1 hour', 0.2, 3, null,
    '{"models": ["res.partner", "project.project", "project.task", "account.move", "sale.order",
      "purchase.order", "crm.lead", "hr.employee", "product.template", "stock.picking",
      "account.analytic.line", "ir.attachment"]}',
    'Count its users, bytes and records.'),
  ('backup', 'operation', '1 day', '1 hour', 0.1, 2, 2, '{}',
    'Take a backup, as often as its subscription plan says.'),
  ('restore_drill', 'operation', '28 days', '1 day', 0.4, 1.1, 1, '{}',
    'Prove that its newest backup can be restored.'),
  ('rotate_key', 'operation', '60 days', '30 days', 0.2, 1.5, 2, '{}',
    'Give the platform''s user in its Odoo another API key.'),
  ('retire_key', 'operation', '1 hour', '1 hour', 0, 24, 2, '{}',
    'So long after that, revoke the key that was used before.');

create function control.rounded(p_time interval)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when p_time < interval '2 minutes' then extract(epoch from p_time)::int || ' s'
    when p_time < interval '2 hours' then extract(epoch from p_time)::int / 60 || ' min'
    when p_time < interval '2 days' then extract(epoch from p_time)::int / 3600 || ' h'
    else extract(epoch from p_time)::bigint / 86400 || ' days'
  end
$$;
comment on function control.rounded is 'A time that has passed, in words: 90 s, 3 days.';

create view control.v_care with (security_invoker = true) as
select t.id as tenant_id, t.slug, t.odoo_url, t.status as tenant_status, c.care, c.puts,
  p.every, done.at as succeeded_at, tried.failures, c.at_once, c.params,
  greatest(
    case
      when done.at is null then d.noted_at + c.first_after + p.every * (c.spread * own.share)
      else done.at + p.every * (1 - c.spread * own.share)
    end,
    tried.at + least(p.every, c.retry_after * 2 ^ least(tried.failures - 1, 20))
  ) as due_at,
  c.enabled and clock_timestamp() - greatest(done.at, d.noted_at, ended.resumed_at)
    > p.every * c.late_factor as late
from control.tenants t
join control.tenant_databases d on d.tenant_id = t.id and d.gone_at is null
join control.subscription_plans s on s.code = t.plan_code
-- A tenant in error is looked at: it may have come round.
join control.cares c on c.enabled
  and (t.status = 'active' or t.status = 'error' and c.care = 'probe')
cross join lateral (
  select case c.care when 'backup' then make_interval(hours => s.backup_hours) else c.every end
    as every
) p
cross join lateral (
  select (hashtext(t.id::text || c.care) & 1023) / 1024::numeric as share
) own
cross join lateral (
  select max(o.finished_at) filter (where o.kind = c.care) as cared_at,
    max(o.finished_at) filter (where o.kind = 'rotate_key') as rotated_at,
    -- What was not done while it was paused is not late.
    max(o.finished_at) filter (where o.kind = 'resume') as resumed_at
  from control.operations o
  where o.tenant_id = t.id and o.status = 'succeeded'
    and o.kind in (c.care, 'rotate_key', 'resume')
) ended
cross join lateral (
  select case c.care
    when 'probe' then (select b.probed_at from control.tenant_probes b where b.tenant_id = t.id)
    when 'measure' then (select max(m.measured_at) from control.tenant_metrics m
      where m.tenant_id = t.id)
    when 'backup' then (select max(k.taken_at) from control.backups k
      where k.tenant_id = t.id and k.status <> 'begun')
    -- Its period is how long both keys are valid.
    when 'retire_key' then ended.rotated_at
    else ended.cared_at
  end as at
) done
cross join lateral (
  select max(o.finished_at) as at, count(*)::int as failures
  from control.operations o
  where o.tenant_id = t.id and o.kind = c.care and o.status in ('failed', 'cancelled')
    and o.finished_at > coalesce(done.at, '-infinity')
) tried
where case c.care
    when 'restore_drill' then exists (
      select from control.backups k where k.tenant_id = t.id and k.status = 'taken')
    when 'retire_key' then ended.rotated_at > coalesce(ended.cared_at, '-infinity')
    else true
  end;
comment on view control.v_care is
  'For each tenant that has an Odoo of its own at work, and each care: when it was last done, how '
  'often it has failed since, when it is due, and whether it is late.';
grant select on control.v_care to service_role;

revoke execute on function control.rounded from public;
grant execute on function control.rounded to service_role;
