-- The audit log: who did what, appended and never rewritten.

create table control.audit_logs (
  position bigint primary key,
  at timestamptz not null,
  actor text not null,
  on_behalf_of control.actor_name,
  action text not null,
  object text not null,
  before jsonb,
  after jsonb,
  request_id text,
  operation_id uuid,
  previous_hash text not null,
  hash text not null,
  constraint position_must_be_positive check (position > 0),
  constraint hash_must_be_sha256
    check (hash ~ '^[0-9a-f]{64}$' and previous_hash ~ '^([0-9a-f]{64})?$'),
  constraint first_row_has_no_previous check ((position = 1) = (previous_hash = '')),
  constraint change_must_show check (num_nonnulls(before, after) > 0)
);
comment on table control.audit_logs is
  'Who changed what, on whose behalf. Every hash covers its row and the hash before it, so that '
  'verify_audit() finds changed rows.';
comment on column control.audit_logs.position is 'Without gaps, in the order of the changes.';
comment on column control.audit_logs.actor is
  'The user that the function was called for, as canonical_actor() has it, else the database '
  'role.';
comment on column control.audit_logs.action is '<table>.insert, .update or .delete.';
comment on column control.audit_logs.object is '<table>:<key>.';
comment on column control.audit_logs.before is
  'The columns that changed, as they were; null for an insert.';
comment on column control.audit_logs.after is
  'The columns that changed, as they are now; null for a delete.';
create index on control.audit_logs (object, position);
create index on control.audit_logs (operation_id, position);
alter table control.audit_logs enable row level security;
grant select, maintain on control.audit_logs to service_role;

create function control.act_as(p_who jsonb, p_operation_id uuid default null)
returns jsonb
language sql
set search_path = ''
as $$
  select set_config('control.operation_id', coalesce(p_operation_id::text, ''), true);
  select set_config('ops.actor', jsonb_strip_nulls(p_who)::text, true)::jsonb
$$;
comment on function control.act_as is
  'Sets the actor of the rest of the transaction, {"user", "on_behalf_of", "role", "request_id"} '
  'in canonical names, and the operation that changes belong to. Callers go by control.act(), '
  'workers by their own name.';

create function control.audit_hash(p_row control.audit_logs)
returns text
language sql
stable
set search_path = ''
set timezone = 'UTC'
as $$
  select encode(sha256(convert_to((p_row).previous_hash || (to_jsonb(p_row) - 'hash')::text,
    'UTF8')), 'hex')
$$;
comment on function control.audit_hash is
  'The hash that a row must have: over the hash before it, and all its own columns.';

create function control.append_audit(p_row control.audit_logs)
returns void
language plpgsql
set search_path = ''
as $$
declare
  last control.audit_logs;
begin
  -- Two transactions must not both continue the same row.
  perform pg_advisory_xact_lock('control.audit_logs'::regclass::int);
  select * into last from control.audit_logs order by position desc limit 1;
  p_row.position := coalesce(last.position, 0) + 1;
  p_row.at := clock_timestamp();
  p_row.previous_hash := coalesce(last.hash, '');
  p_row.hash := control.audit_hash(p_row);
  insert into control.audit_logs select p_row.*;
end
$$;
comment on function control.append_audit is 'Puts a row at the end of the chain.';

create function control.audit_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  actor constant jsonb := ops.actor();
  entry control.audit_logs;
begin
  entry.action := tg_table_name || '.' || lower(tg_op);
  select tg_table_name || ':' || string_agg(coalesce(new_row, old_row) ->> key, '/')
  into entry.object
  from unnest(tg_argv) key;
  entry.before := old_row;
  entry.after := new_row;
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
    into entry.before, entry.after
    from jsonb_each(old_row) o
    where o.value is distinct from new_row -> o.key;
  end if;
  entry.actor := coalesce(control.actor_named(actor ->> 'user'), session_user);
  entry.on_behalf_of := control.actor_named(actor ->> 'on_behalf_of');
  entry.request_id := actor ->> 'request_id';
  entry.operation_id := coalesce(
    nullif(current_setting('control.operation_id', true), '')::uuid,
    case tg_table_name
      when 'operations' then coalesce(new_row, old_row) ->> 'id'
      when 'operation_approvals' then coalesce(new_row, old_row) ->> 'operation_id'
    end::uuid
  );
  perform control.append_audit(entry);
  return null;
end
$$;
comment on function control.audit_change is
  'Writes a change to the audit log. Its arguments name the key columns. It runs with its '
  'owner''s rights, because nobody else may write there.';

create function control.refuse_rewriting()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise exception 'Cannot % the audit log: it is append-only', lower(tg_op)
    using errcode = 'OC110', hint = 'Write a new row by making the opposite change.';
end
$$;
comment on function control.refuse_rewriting is 'Refuses (OC110) every change of the log.';
create trigger audit_is_append_only before update or delete or truncate on control.audit_logs
for each statement execute function control.refuse_rewriting();

create function control.verify_audit()
returns table (broken_at bigint, reason text)
language sql
stable
set search_path = ''
as $$
  select l.position, l.reason
  from (
    select a.position,
      case
        when a.position <> 1 + coalesce(lag(a.position) over chain, 0)
          then 'a row before it is missing'
        when a.previous_hash <> coalesce(lag(a.hash) over chain, '')
          then 'it does not follow the row before it'
        when a.hash <> control.audit_hash(a) then 'it was changed'
      end as reason
    from control.audit_logs a
    window chain as (order by a.position)
  ) l
  where l.reason is not null
  order by l.position
  limit 1
$$;
comment on function control.verify_audit is
  'The first broken row of the audit log, and why; no row when the chain is whole. Rows that are '
  'cut off at its end leave no trace: store the last hash elsewhere.';

revoke execute on function
  control.act_as, control.audit_hash, control.append_audit, control.audit_change,
  control.refuse_rewriting, control.verify_audit
from public;
grant execute on function
  control.act_as, control.audit_hash, control.append_audit, control.verify_audit
to service_role;
