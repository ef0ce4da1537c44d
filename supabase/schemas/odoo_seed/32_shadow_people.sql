-- What people are called in Odoo: sheets name them so.

create table odoo_seed.shadow_people (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  odoo_id int not null,
  name text not null,
  address text not null,
  primary key (binding, odoo_id)
);
comment on table odoo_seed.shadow_people is
  'Active internal users, with the address by which seeds name them.';
alter table odoo_seed.shadow_people enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.shadow_people to service_role;
