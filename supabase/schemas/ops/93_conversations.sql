-- What is told, and in which message: news, messages, and the conversations that they are of.

create table ops.conversations (
  id bigint generated always as identity primary key,
  notification text not null references ops.notifications (name) on update cascade
    on delete cascade,
  topic text not null,
  root text,
  told_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz
);
comment on table ops.conversations is
  'A message and its thread: what is told of one topic, from its first event to the one that ends '
  'it. Seven days without any end it, too.';
comment on column ops.conversations.topic is 'What it is about: ops.topic_of().';
comment on column ops.conversations.root is
  'The id of its first message at the peer, in whose thread the others go; null while there is '
  'none, and where the peer tells none.';
create unique index conversation_of_a_topic on ops.conversations (notification, topic)
where closed_at is null;
create index conversations_age on ops.conversations (told_at);
alter table ops.conversations enable row level security;
grant select, insert, update, delete, maintain on ops.conversations to service_role;

create table ops.messages (
  id uuid primary key default gen_random_uuid(),
  notification text not null references ops.notifications (name) on update cascade
    on delete cascade,
  conversation bigint references ops.conversations (id) on delete cascade,
  form text not null,
  closes boolean not null default false,
  urgent boolean not null default false,
  made_at timestamptz not null,
  due_at timestamptz not null,
  attempts int not null default 0,
  first_failed_at timestamptz,
  error jsonb,
  ended text,
  ended_at timestamptz,
  reference text,
  constraint form_must_be_known check (form in ('news', 'digest', 'more')),
  constraint news_are_of_a_conversation check ((form = 'news') = (conversation is not null)),
  constraint end_must_be_known check (ended in ('posted', 'skipped', 'given_up')),
  constraint ended_has_a_time check ((ended is null) = (ended_at is null)),
  constraint failed_was_tried check ((attempts > 0) = (first_failed_at is not null))
);
comment on table ops.messages is
  'Messages that are to be sent, or were: stored before they go out, with the id that they have '
  'there, and ended afterwards.';
comment on column ops.messages.form is
  'news of one conversation; a digest; or more: what was above the limit of an hour.';
comment on column ops.messages.closes is 'Whether its conversation ends with it.';
comment on column ops.messages.urgent is 'Whether one of its news is.';
comment on column ops.messages.ended is
  'posted; skipped, because its peer is not configured; given_up after three days. Null: not yet.';
comment on column ops.messages.reference is 'Its id at the peer, where that tells one.';
create index messages_waiting on ops.messages (notification, due_at) where ended is null;
create index messages_ended on ops.messages (notification, ended_at);
create index messages_age on ops.messages (made_at);
create index messages_of_a_conversation on ops.messages (conversation);
alter table ops.messages enable row level security;
grant select, insert, update, delete, maintain on ops.messages to service_role;

create table ops.news (
  notification text not null references ops.notifications (name) on update cascade
    on delete cascade,
  place bigint not null references ops.events (place) on delete cascade,
  topic text not null,
  ends boolean not null,
  urgent boolean not null default false,
  form text not null,
  due_at timestamptz not null,
  message uuid references ops.messages (id) on delete cascade,
  constraint news_pkey primary key (notification, place),
  constraint news_form_must_be_known check (form in ('news', 'digest', 'more'))
);
comment on table ops.news is
  'Events that a notification is to tell, or told: when, in which form, and with which message.';
comment on column ops.news.ends is 'Whether its topic is over with it: ops.ends_topic().';
comment on column ops.news.urgent is 'Whether it waits for no digest and no quiet hours.';
comment on column ops.news.message is 'Null: it waits.';
create index news_waiting on ops.news (notification, due_at) where message is null;
create index news_of_an_event on ops.news (place);
create index news_of_a_message on ops.news (message, place);
alter table ops.news enable row level security;
grant select, insert, update, delete, maintain on ops.news to service_role;

create function ops.forget_messages()
returns int
language plpgsql
set search_path = ''
as $$
declare
  count int;
begin
  delete from ops.messages where made_at < now() - interval '30 days';
  get diagnostics count = row_count;
  delete from ops.conversations c
  where c.told_at < now() - interval '30 days'
    and not exists (select from ops.messages m where m.conversation = c.id);
  return count;
end
$$;
comment on function ops.forget_messages is 'Removes messages of more than 30 days ago.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('ops-forget-messages', '1 hour', 'ops.forget_messages', '1 day');

revoke execute on function ops.forget_messages from public;
grant execute on function ops.forget_messages to service_role;
