-- Moves: which transactions changed what plans are made of. Where there was none, the last plan still holds.
set lock_timeout = '5s';
set statement_timeout = '60s';

create table odoo_seed.moves (
  xid xid8 not null default pg_current_xact_id(),
  binding text,
  moved_at timestamptz not null default clock_timestamp(),
  constraint moves_once_a_transaction unique nulls not distinct (xid, binding)
);
comment on table odoo_seed.moves is
  'Transactions that changed seeds, policies, bindings or what is known of an Odoo; kept for a day.';
comment on column odoo_seed.moves.binding is 'The Odoo that it is about; null for all.';

create table odoo_seed.settled_plans (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  scope jsonb not null,
  snapshot pg_snapshot not null,
  xid xid8 not null default pg_current_xact_id(),
  counts jsonb not null,
  projects_synced int not null,
  tasks_synced int not null,
  settled_at timestamptz not null default clock_timestamp(),
  primary key (binding, scope)
);
comment on table odoo_seed.settled_plans is
  'Plans in which there was nothing to do or to tell, with what Postgres held then; for half a day.';
comment on column odoo_seed.settled_plans.snapshot is 'Taken before the plan was: what it does not show may have moved.';
comment on column odoo_seed.settled_plans.xid is 'The transaction that planned; its own writes are part of the plan.';

alter table odoo_seed.moves enable row level security;
alter table odoo_seed.settled_plans enable row level security;

create function odoo_seed.note_move()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_argv[0] = 'everywhere' then
    insert into odoo_seed.moves (binding) select null where exists (select from moved)
    on conflict do nothing;
  else
    insert into odoo_seed.moves (binding) select distinct m.binding from moved m
    on conflict do nothing;
  end if;
  return null;
end
$$;
comment on function odoo_seed.note_move is
  'After a statement that changed rows: notes the transaction, for the bindings of the rows or everywhere.';

do $$
declare
  source record;
  event record;
begin
  for source in
    select * from (values
      ('odoo_seed.programs', 'everywhere'), ('odoo_seed.projects', 'everywhere'),
      ('odoo_seed.tasks', 'everywhere'), ('odoo_seed.field_policies', 'everywhere'),
      ('ops.odoo_bindings', 'everywhere'),
      ('odoo_seed.shadow_projects', 'by binding'), ('odoo_seed.shadow_tasks', 'by binding'),
      ('odoo_seed.shadow_names', 'by binding'), ('odoo_seed.applied', 'by binding')
    ) as s (name, reach)
  loop
    for event in select * from (values ('insert', 'new'), ('update', 'new'), ('delete', 'old')) as e (name, side)
    loop
      execute format(
        'create trigger note_%s after %s on %s referencing %s table as moved for each statement execute function odoo_seed.note_move(%L)',
        event.name, event.name, source.name, event.side, source.reach);
    end loop;
  end loop;
end
$$;

create function odoo_seed.settled_plan(p_binding text, p_scope jsonb)
returns setof odoo_seed.settled_plans
language sql
stable
set search_path = ''
as $$
  select s.*
  from odoo_seed.settled_plans s
  where s.binding = p_binding and s.scope = p_scope
    and s.settled_at > clock_timestamp() - interval '12 hours'
    and not exists (
      select from odoo_seed.moves m
      where (m.binding = p_binding or m.binding is null)
        and m.xid <> s.xid and not pg_visible_in_snapshot(m.xid, s.snapshot)
    )
$$;
comment on function odoo_seed.settled_plan is
  'The last plan of a binding and scope, when it was empty and nothing has moved since; no row otherwise.';

select cron.schedule('odoo-seed-forget-moves', '47 * * * *',
  $$delete from odoo_seed.moves where moved_at < now() - interval '1 day'$$);

grant all on all tables in schema odoo_seed to service_role;
revoke execute on all functions in schema odoo_seed from public;
grant execute on all functions in schema odoo_seed to service_role;
