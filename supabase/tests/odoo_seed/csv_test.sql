-- CSV is read as RFC 4180 has it, and what is written is read as it was.
begin;
select * from no_plan();
select results_eq(format('select line, record from odoo_seed.csv_records(%L)', given), expected, name) from (values
  ('lines', E'a,b\n1,2\n', $$ values (1, 'a,b'), (2, '1,2') $$), ('Windows', E'a\r\n1\r\n', $$ values (1, 'a'), (2, '1') $$),
  ('a line break within quotes', E'a\n"x\r\ny"\n2', $$ values (1, 'a'), (2, E'"x\r\ny"'), (3, '2') $$), ('an empty line', E'a\n\n1', $$ values (1, 'a'), (2, ''), (3, '1') $$)) v (name, given, expected);
select is(odoo_seed.csv_fields(given), expected::text[], given) from (values
  ('a,b', '{a,b}'), ('a,,', '{a,NULL,NULL}'), ('"a"', '{a}'), ('"a,b",c', '{"a,b",c}'), ('""', '{""}'), ('"",a', '{"",a}'), ('"a""b"', '{"a\"b"}'), ('""""', '{"\""}'), ('"""a"""', '{"\"a\""}'),
  ('a"b', null), ('"a"b', null), ('"a', null), (' "a"', null)) v (given, expected);
select is(odoo_seed.csv_fields(string_agg(odoo_seed.csv_field(value), ',' order by place)), array_agg(value order by place), 'fields come back as they were')
from unnest(array['a', '', null, 'x,y', E'x\r\n', '"', ' a ', '[', 'ü']) with ordinality v (value, place);
select is(odoo_seed.csv_list(odoo_seed.csv_list_field(items)), to_jsonb(items), 'a list comes back as it was: ' || items::text) from (values
  (array['a']), (array['a', 'b']), ('{}'::text[]), (array['a;b', '["c"]']), (array[''])) v (items);
select * from finish();
rollback;
