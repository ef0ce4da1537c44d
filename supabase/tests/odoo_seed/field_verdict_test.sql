-- field_verdict(): the whole truth table of desired, observed and last applied, by policy.
begin;
select plan(50);

-- x, y, z are three values; the empty value is "none".
create function pg_temp.verdict(
  p_policy text, p_desired text, p_observed text, p_sent text, p_echo text default null,
  p_created boolean default false, p_empty text default 'none'
) returns text language sql as $$
  select odoo_seed.field_verdict(p_policy, to_jsonb(p_desired), to_jsonb(p_observed), to_jsonb(p_sent), to_jsonb(p_echo),
    to_jsonb(p_empty), p_created) $$;

select is(pg_temp.verdict(policy, desired, observed, sent), wanted,
  format('%s: seed %s, Odoo %s, last applied %s is %s', policy, coalesce(desired, '-'), coalesce(observed, '-'), coalesce(sent, '-'), wanted))
from (values
  ('enforce', 'x', 'x', 'x', 'same'), ('enforce', 'x', 'x', 'y', 'same'), ('enforce', 'x', 'x', null, 'same'),
  ('enforce', 'x', 'y', 'x', 'change'), ('enforce', 'x', 'y', 'y', 'change'), ('enforce', 'x', 'y', 'z', 'change'),
  ('enforce', 'x', 'y', null, 'change'), ('enforce', 'x', null, 'x', 'change'), ('enforce', 'x', null, null, 'change'),
  ('merge', 'x', 'x', 'x', 'same'), ('merge', 'x', 'x', 'y', 'same'), ('merge', 'x', 'x', null, 'same'),
  ('merge', 'x', 'y', 'x', 'kept'), ('merge', 'x', 'y', 'y', 'change'), ('merge', 'x', 'y', 'z', 'conflict'),
  ('merge', 'x', 'y', null, 'conflict'), ('merge', 'x', null, 'x', 'kept'), ('merge', 'x', null, 'none', 'change'),
  ('merge', 'x', null, 'y', 'conflict'),
  ('initial', 'x', 'y', 'x', 'unmanaged'), ('initial', 'x', 'y', 'z', 'unmanaged'), ('initial', null, 'y', 'x', 'unmanaged'),
  ('ignore', 'x', 'y', 'x', 'unmanaged'), ('ignore', 'x', 'y', null, 'unmanaged'),
  -- the seed says nothing
  ('enforce', null, 'y', null, 'unmanaged'), ('enforce', null, null, null, 'unmanaged'), ('enforce', null, 'y', 'none', 'unmanaged'),
  ('merge', null, 'y', null, 'unmanaged'), ('merge', null, 'y', 'none', 'unmanaged'),
  -- the seed says nothing any more
  ('enforce', null, 'x', 'x', 'change'), ('enforce', null, 'y', 'x', 'change'), ('enforce', null, null, 'x', 'same'),
  ('enforce', null, 'none', 'x', 'same'), ('merge', null, 'x', 'x', 'change'), ('merge', null, 'y', 'x', 'conflict'),
  ('merge', null, null, 'x', 'same'),
  -- the seed says "none"
  ('enforce', 'none', null, null, 'same'), ('enforce', 'none', 'y', null, 'change'), ('enforce', 'none', null, 'none', 'same'),
  ('merge', 'none', 'y', 'none', 'kept'), ('merge', 'none', 'y', 'y', 'change'), ('merge', 'none', 'y', 'x', 'conflict')
) truth (policy, desired, observed, sent, wanted);

-- a record that we created held nothing before
select is(pg_temp.verdict('merge', 'x', null, null, null, true), 'change', 'created by us: a field first said later is written');
select is(pg_temp.verdict('merge', 'x', 'y', null, null, true), 'conflict', 'created by us: a field first said later conflicts with what people put there');
select is(pg_temp.verdict('merge', null, 'y', null, null, true), 'unmanaged', 'created by us: what the seed never said is people''s');
select is(pg_temp.verdict('merge', 'none', 'y', null, null, true), 'kept', 'created by us: none said later keeps what people put there');

-- what Odoo made of the value that was sent
select is(pg_temp.verdict('enforce', 'x', 'y', 'x', 'y'), 'same', 'holding the echo is holding what was sent');
select is(pg_temp.verdict('enforce', 'x', 'z', 'x', 'y'), 'change', 'holding anything else is not');
select is(pg_temp.verdict('enforce', 'z', 'y', 'x', 'y'), 'change', 'a new value is sent although the old one''s echo is there');
select is(pg_temp.verdict('merge', 'z', 'y', 'x', 'y'), 'change', 'with merge, the echo counts as what was left behind');

select * from finish();
rollback;
