-- observe_names(): all companies or all people of an Odoo, and no others.
begin;
select plan(12);
select tests.empty();
select tests.add_binding('b', 'b');
insert into odoo_seed.shadow_names values ('b', 'company', 'Theirs', 1);
create temporary table run as select tests.run() as id;
create function pg_temp.observe(p_kind text, p_names jsonb) returns void language sql as $$ select odoo_seed.observe_names(id, p_kind, p_names) from run $$;
create function pg_temp.held(p_kind text) returns text language sql as
  $$ select string_agg(name || ' ' || odoo_id, ', ' order by name) from odoo_seed.shadow_names where binding = 'default' and kind = p_kind $$;

select pg_temp.observe('company', '{"Acme": 1, "Beta": 2}');
select pg_temp.observe('user', '{"ann@example.com": 1}');
select is(pg_temp.held('company'), 'Acme 1, Beta 2', 'companies are kept with their ids');
select is(pg_temp.held('user'), 'ann@example.com 1', 'and people');
create temporary table before as select ctid as place from odoo_seed.shadow_names where binding = 'default' and name = 'Acme';
select pg_temp.observe('company', '{"Acme": 1, "Gamma": 3}');
select is(pg_temp.held('company'), 'Acme 1, Gamma 3', 'those that are gone are forgotten');
select is(pg_temp.held('user'), 'ann@example.com 1', 'those of the other kind are not');
select is((select ctid from odoo_seed.shadow_names where binding = 'default' and name = 'Acme'), (select place from before), 'what did not change is not written');
select pg_temp.observe('company', '{"Acme": 9}');
select is(pg_temp.held('company'), 'Acme 9', 'a name that stands for another record is corrected');
select pg_temp.observe('company', E'{"Acme ": 9, "Acme": 4, "Beta\\t": 2}');
select is(pg_temp.held('company'), 'Acme 4, Beta 2', 'names are kept in their normal form, the older of two alike');
select is((select name from odoo_seed.shadow_names where binding = 'b'), 'Theirs', 'another binding''s names are not touched');
select throws_matching($$ select pg_temp.observe('stage', '{"x": 1}') $$, 'kind_must_be_known', 'there are no other kinds');

select pg_temp.observe('user', '{"ann@example.com": 1, "desk@example.com": ["two", "one"]}');
select results_eq($$ select name, odoo_id, shared_by from odoo_seed.shadow_names where binding = 'default' and kind = 'user' order by 1 $$,
  $$ values ('ann@example.com', 1, null), ('desk@example.com', null, '{one,two}'::text[]) $$, 'an address of several users is kept with their logins');
select pg_temp.observe('user', '{"ann@example.com": ["one", "ann"], "desk@example.com": 2}');
select results_eq($$ select name, odoo_id, shared_by from odoo_seed.shadow_names where binding = 'default' and kind = 'user' order by 1 $$,
  $$ values ('ann@example.com', null, '{ann,one}'::text[]), ('desk@example.com', 2, null) $$, 'that changes either way');
select throws_matching($$ update odoo_seed.shadow_names set odoo_id = 1 where shared_by is not null $$, 'name_must_be_of_one_record_or_shared', 'what is shared names nobody');
select * from finish();
rollback;
