-- observe_people(): who can be assigned in an Odoo; list_people(): who may look them up.
begin;
select plan(6);
select tests.empty();
select tests.add_binding('b', 'b');
insert into odoo_seed.shadow_people values ('b', 1, 'Theirs', 'theirs@example.com');
create temporary table run as select tests.run() as id;
create function pg_temp.observe(p_people jsonb) returns void language sql as $$ select odoo_seed.observe_people(id, p_people) from run $$;
create function pg_temp.held() returns text language sql as
  $$ select string_agg(odoo_id || ' ' || name || ' ' || address, ', ' order by odoo_id) from odoo_seed.shadow_people where binding = 'default' $$;

select pg_temp.observe('[{"odoo_id": 1, "name": "Ann", "address": "ann@example.com"}, {"odoo_id": 2, "name": "Ann", "address": "other@example.com"}]');
select is(pg_temp.held(), '1 Ann ann@example.com, 2 Ann other@example.com', 'two people may have one name');
select pg_temp.observe('[{"odoo_id": 2, "name": "Anne", "address": "other@example.com"}]');
select is(pg_temp.held(), '2 Anne other@example.com', 'who has left is forgotten, and a new name is taken');
create temporary table before as select ctid as place from odoo_seed.shadow_people where binding = 'default';
select pg_temp.observe('[{"odoo_id": 2, "name": "Anne", "address": "other@example.com"}]');
select is((select ctid from odoo_seed.shadow_people where binding = 'default'), (select place from before), 'what did not change is not written');
select pg_temp.observe('[]');
select is(pg_temp.held(), null, 'an Odoo without people has none');
select is((select name from odoo_seed.shadow_people where binding = 'b'), 'Theirs', 'another binding''s people are not touched');
select throws_ok($$ select api.list_people('{"name": "none"}') $$, 'OC004', null, 'people of a binding that is not there are not looked for');
select * from finish();
rollback;
