-- A request that is sent twice is answered twice and done once.

create table control.kept_answers (
  caller text not null,
  key text not null,
  function text not null,
  request_hash bytea not null,
  answer jsonb not null,
  shown_once boolean not null,
  at timestamptz not null default now(),
  primary key (caller, key),
  constraint key_must_have_1_to_255_characters check (char_length(key) between 1 and 255)
);
comment on table control.kept_answers is
  'What requests with an Idempotency-Key were answered, for as long as ops.retentions has it.';
comment on column control.kept_answers.caller is 'Whose key it is: a user''s id, or a token''s.';
comment on column control.kept_answers.shown_once is
  'The answer had a secret, which is not kept.';
create index on control.kept_answers (at);
alter table control.kept_answers enable row level security;
grant select, insert, update, delete, maintain on control.kept_answers to service_role;

create function control.kept_answer(p_caller text, p_key text, p_function text, p_hash bytea)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  kept control.kept_answers;
begin
  if not pg_try_advisory_xact_lock(hashtext('control.kept_answers'), hashtext(p_caller || p_key))
  then
    raise exception 'Cannot serve the request: one with its Idempotency-Key is under way'
      using errcode = 'OC203', hint = 'Send it again in some seconds.';
  end if;
  select * into kept from control.kept_answers where caller = p_caller and key = p_key;
  if not found then
    return null;
  elsif (kept.function, kept.request_hash) is distinct from (p_function, p_hash) then
    raise exception 'Cannot serve the request: its Idempotency-Key was used for another one'
      using errcode = 'OC006', hint = 'Use a new key for a new request.';
  elsif kept.shown_once then
    raise exception 'Cannot answer again: the answer had a secret, which was shown then'
      using errcode = 'OC204', hint = 'Have a new secret made.';
  end if;
  return kept.answer;
end
$$;
comment on function control.kept_answer is
  'What a request with this key was answered, or null, and then nobody else is at it until the '
  'transaction ends. Raises OC006 (another request), OC203 (under way), OC204 (it had a secret).';

create function control.keep_answer(p_caller text, p_key text, p_function text, p_hash bytea,
  p_answer jsonb)
returns void
language sql
set search_path = ''
as $$
  insert into control.kept_answers (caller, key, function, request_hash, answer, shown_once)
  select p_caller, p_key, p_function, p_hash, open.answer, open.answer <> p_answer
  from (select p_answer - array['secret', 'password'] as answer) open
$$;
comment on function control.keep_answer is
  'Keeps what a request was answered, without a secret in it.';

create function control.forget_answers()
returns int
language plpgsql
set search_path = ''
as $$
declare
  count int;
begin
  delete from control.kept_answers where at < ops.kept_since('kept_answers');
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function control.forget_answers is
  'Removes answers that are older than ops.retentions has it.';

insert into ops.retentions (what, keep, description)
values ('kept_answers', '1 day', 'What requests with an Idempotency-Key were answered.');

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-forget-answers', '1 hour', 'control.forget_answers', '1 day');

revoke execute on function
  control.kept_answer, control.keep_answer, control.forget_answers
from public;
grant execute on function
  control.kept_answer, control.keep_answer, control.forget_answers
to service_role;
