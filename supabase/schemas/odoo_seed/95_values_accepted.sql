-- What was accepted from Odoo is remembered: a file from before does not take it back.

create table odoo_seed.accepted_values (
  kind text not null,
  key text not null,
  field text not null,
  before jsonb not null,
  accepted jsonb not null,
  accepted_at timestamptz not null default clock_timestamp(),
  primary key (kind, key, field),
  constraint kind_must_be_known check (kind in ('projects', 'tasks'))
);
comment on table odoo_seed.accepted_values is
  'Columns of seeds that took their value from Odoo. It counts while the seed still has it.';
comment on column odoo_seed.accepted_values.before is
  'The values that the column had before, the first one first: a file with one of them is older '
  'than what was accepted.';
alter table odoo_seed.accepted_values enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.accepted_values to service_role;

create function odoo_seed.taken_task(p_task odoo_seed.tasks, p_columns jsonb)
returns odoo_seed.tasks
language sql
stable
set search_path = ''
as $$
  -- A seed that names its one assignee in the single column goes on doing so.
  select jsonb_populate_record(c, case
    when p_task.assignee_emails is null and cardinality(c.assignee_emails) = 1
      then jsonb_build_object('assignee_email', c.assignee_emails[1], 'assignee_emails', null)
    else '{}' end)
  from jsonb_populate_record(p_task, p_columns) c
$$;
comment on function odoo_seed.taken_task is 'A task with columns that were taken from Odoo.';

create function odoo_seed.remember_accepted(
  p_kind text, p_key text, p_was jsonb, p_is jsonb, p_columns text[]
)
returns void
language sql
set search_path = ''
as $$
  insert into odoo_seed.accepted_values as a (kind, key, field, before, accepted)
  select p_kind, p_key, c.name, jsonb_build_array(p_was -> c.name), p_is -> c.name
  from unnest(p_columns) c (name)
  where p_was -> c.name is distinct from p_is -> c.name
  on conflict (kind, key, field) do update
  set accepted = excluded.accepted, accepted_at = excluded.accepted_at,
    before = case when a.accepted = excluded.before -> 0 then a.before || excluded.before
      else excluded.before end
$$;
comment on function odoo_seed.remember_accepted is
  'Notes the columns of a seed that change by an acceptance.';

create function odoo_seed.remember_taken(p_fields jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform odoo_seed.remember_accepted('projects', p.external_ref, to_jsonb(p),
    to_jsonb(jsonb_populate_record(p, t.columns)), array(select jsonb_object_keys(t.columns)))
  from odoo_seed.taken_columns(p_fields) t
  join odoo_seed.projects p on p.external_ref = t.external_ref
  where t.model = 'project.project';
  perform odoo_seed.remember_accepted('tasks', own.external_ref, to_jsonb(own),
    to_jsonb(odoo_seed.taken_task(own, t.columns)), array(select jsonb_object_keys(t.columns)))
  from odoo_seed.taken_columns(p_fields) t
  join odoo_seed.tasks own on own.external_ref = t.external_ref
  where t.model = 'project.task';
end
$$;
comment on function odoo_seed.remember_taken is
  'Notes what [{model, external_ref, odoo_id, field, to}] changes in the seeds, before it does.';

create function odoo_seed.said_together(p_column text)
returns text
language sql
immutable
parallel safe
return case
  when p_column in ('deadline_date', 'date_deadline') then 'deadline'
  when p_column like 'assignee_email%' then 'assignees'
  when p_column in ('date_start', 'date_end') then 'dates'
  when p_column like 'description%' then 'description'
  else p_column
end;
comment on function odoo_seed.said_together is
  'What a column says in part: columns of one name are old or new together. Inlined.';

create function odoo_seed.outdated_columns(p_upload uuid)
returns table (line int, kind text, key text, field text, said jsonb, kept jsonb, at timestamptz)
language sql
stable
set search_path = ''
as $$
  with told as (
    select s.line, s.kind, s.key, a.field, a.before, a.accepted, a.accepted_at, case s.kind
      when 'tasks' then to_jsonb(jsonb_populate_record(null::odoo_seed.tasks, s.said))
      else to_jsonb(jsonb_populate_record(null::odoo_seed.projects, s.said)) end -> a.field as said
    from odoo_seed.staged_seeds s
    join odoo_seed.accepted_values a on a.kind = s.kind and a.key = s.key and s.said ? a.field
    left join odoo_seed.tasks t on s.kind = 'tasks' and t.external_ref = s.key
    left join odoo_seed.projects p on s.kind = 'projects' and p.external_ref = s.key
    where s.upload = p_upload and coalesce(to_jsonb(t), to_jsonb(p)) -> a.field = a.accepted
  ), judged as (
    select t.*,
      bool_and(t.said = t.accepted
        or exists (select from jsonb_array_elements(t.before) b (value) where b.value = t.said))
        over together and bool_or(t.said <> t.accepted) over together as outdated
    from told t
    window together as (partition by t.line, odoo_seed.said_together(t.field))
  )
  select j.line, j.kind, j.key, j.field, j.said, j.accepted, j.accepted_at
  from judged j
  where j.outdated
$$;
comment on function odoo_seed.outdated_columns is
  'What staged rows say as it was before Odoo''s value was accepted, while the seed has it.';

create function odoo_seed.keep_accepted(p_upload uuid)
returns jsonb
language sql
set search_path = ''
as $$
  with outdated as materialized (
    select * from odoo_seed.outdated_columns(p_upload)
  ), kept as (
    update odoo_seed.staged_seeds s
    set said = s.said - o.fields
    from (select line, array_agg(field) as fields from outdated group by line) o
    where s.upload = p_upload and s.line = o.line
    returning s.line
  )
  select coalesce(jsonb_agg(jsonb_build_object('row', c.line, 'kind', c.kind, 'ref', c.key,
      'accepted_at', c.at, 'columns', c.columns) order by c.line), '[]')
  from (
    select o.line, o.kind, o.key, max(o.at) as at,
      jsonb_object_agg(o.field, jsonb_build_object('file', o.said, 'kept', o.kept)) as columns
    from outdated o
    where o.said <> o.kept and o.line in (select k.line from kept k)
    group by o.line, o.kind, o.key
    order by o.line
    limit 1000
  ) c
$$;
comment on function odoo_seed.keep_accepted is
  'Takes from staged rows what is older than an acceptance, and returns it, a thousand at most: '
  '[{"row", "kind", "ref", "accepted_at", "columns": {name: {"file", "kept"}}}].';

revoke execute on function
  odoo_seed.taken_task, odoo_seed.remember_accepted, odoo_seed.remember_taken,
  odoo_seed.said_together, odoo_seed.outdated_columns, odoo_seed.keep_accepted
from public;
grant execute on function
  odoo_seed.taken_task, odoo_seed.remember_accepted, odoo_seed.remember_taken,
  odoo_seed.said_together, odoo_seed.outdated_columns, odoo_seed.keep_accepted
to service_role;
