-- agrees(): the short way past field by field may never hide a difference.
begin;
select plan(12);
select is(odoo_seed.agrees(desired, observed, sent, echo), wanted, description)
from (values
  ('{"a": 1}'::jsonb, '{"a": 1, "b": 2}'::jsonb, '{"a": 1}'::jsonb, '{}'::jsonb, true, 'Odoo holds what the seed says, and more'),
  ('{"a": 1}', '{"a": 1}', null, null, true, 'a record that nothing was applied to yet agrees all the same'),
  ('{"a": 1}', '{"a": 2}', null, null, false, 'another value'),
  ('{"a": 1}', '{"b": 1}', null, null, false, 'a value that is not there'),
  ('{"a": 1}', null, null, null, false, 'a record that is not there'),
  ('{"a": 1}', '{"a": 1, "b": 2}', '{"a": 1, "b": 2}', '{}', false, 'a field that an earlier seed had set and that is left to clear'),
  ('{"a": 1}', '{"a": 1}', '{"a": 2}', '{}', true, 'both have moved to the same'),
  ('{"a": 1}', '{"a": 9}', '{"a": 1}', '{"a": 9}', true, 'the echo of what was sent'),
  ('{"a": 2}', '{"a": 9}', '{"a": 1}', '{"a": 9}', false, 'the echo of something sent earlier'),
  ('{"a": 1}', '{"a": 8}', '{"a": 1}', '{"a": 9}', false, 'neither what was sent nor its echo'),
  ('{"a": 1, "b": 1}', '{"a": 9, "b": 2}', '{"a": 1, "b": 1}', '{"a": 9}', false, 'one field''s echo does not excuse another field'),
  ('{"l": ["a", "b"]}', '{"l": ["b", "a"]}', null, null, false, 'lists are compared as they stand: documents hold them sorted')
) truth (desired, observed, sent, echo, wanted, description);
select * from finish();
rollback;
