-- What a probe saw is judged here.

create function control.said_of_probe(p_facts jsonb, p_params jsonb)
returns table (state text, said text)
language sql
stable
set search_path = ''
as $$
  select 'unreachable', format('Odoo cannot be reached: %s', p_facts #>> '{fault,detail}')
  where p_facts #>> '{fault,at}' = 'http'
  union all
  select case when p_facts #>> '{fault,code}' = 'odoo_database_missing' then 'unreachable'
      else 'degraded' end,
    format('The platform does not get in: %s', p_facts #>> '{fault,detail}')
  where p_facts #>> '{fault,at}' = 'log_in'
  union all
  select 'degraded', format('It does not tell how it is: %s', p_facts #>> '{fault,detail}')
  where p_facts #>> '{fault,at}' = 'read'
  union all
  select 'degraded', format('It took %s s to answer: all its workers are busy, or too few.',
    round((p_facts ->> 'ms')::numeric / 1000, 1))
  where (p_facts ->> 'ms')::numeric > (p_params ->> 'slow_seconds')::numeric * 1000
  union all
  select 'degraded', format('%s mails could not be sent: look at its outgoing mail server, and '
    'retry them in Settings, Technical, Emails.', p_facts ->> 'mails_failed')
  where (p_facts ->> 'mails_failed')::int > 0
  union all
  select 'degraded', format('%s mails have waited for over %s minutes: its mail queue is stuck.',
    p_facts ->> 'mails_waiting', p_params ->> 'mail_minutes')
  where (p_facts ->> 'mails_waiting')::int > 0
  union all
  select 'degraded', format('%s scheduled actions are over %s minutes late, first of them %s: its '
    'scheduled work is stopped.', jsonb_array_length(p_facts -> 'late_actions'),
    p_params ->> 'cron_minutes', ops.quoted(p_facts #>> '{late_actions,0}'))
  where jsonb_array_length(p_facts -> 'late_actions') > 0
$$;
comment on function control.said_of_probe is
  'What is wrong by a probe''s facts, a row each: {"ms", "version", "fault": {"at", "code", '
  '"detail"}, "mails_failed", "mails_waiting", "late_actions": [names]}.';

create function control.judge_probe(p_facts jsonb, p_params jsonb)
returns table (state text, detail text)
language sql
stable
set search_path = ''
as $$
  select case
      when bool_or(s.state = 'unreachable') then 'unreachable'
      when count(*) > 0 then 'degraded'
      else 'healthy'
    end,
    'The probe: ' || coalesce(string_agg(s.said, ' '), format(
      'all well, Odoo %s, answered in %s s.', p_facts ->> 'version',
      round((p_facts ->> 'ms')::numeric / 1000, 1)))
  from control.said_of_probe(p_facts, p_params) s
$$;
comment on function control.judge_probe is
  'How a tenant''s Odoo is by the facts of a probe, in words that say what to do.';

revoke execute on function control.said_of_probe, control.judge_probe from public;
grant execute on function control.said_of_probe, control.judge_probe to service_role;
