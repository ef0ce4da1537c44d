-- How far a shadow is complete, and what has to be read again.

create table odoo_seed.shadow_state (
  binding text primary key references ops.odoo_bindings (name) on update cascade on delete cascade,
  full_at timestamptz,
  odoo_clock timestamptz,
  odoo_ahead interval,
  begun_at timestamptz,
  next_clock timestamptz,
  page_rows int
);
comment on table odoo_seed.shadow_state is 'How far the shadow of a binding is complete.';
comment on column odoo_seed.shadow_state.full_at is 'When every task was last read. Null: never.';
comment on column odoo_seed.shadow_state.odoo_clock is
  'The watermark: Odoo''s own clock had reached this when the last observation began.';
comment on column odoo_seed.shadow_state.odoo_ahead is
  'By how much, at the least, Odoo''s clock is ahead of ours; mostly negative, because what it '
  'wrote was seen later.';
comment on column odoo_seed.shadow_state.begun_at is
  'When the observation under way, or the last one, began.';
comment on column odoo_seed.shadow_state.next_clock is
  'odoo_clock once the observation under way is complete.';
comment on column odoo_seed.shadow_state.page_rows is
  'How many tasks came whole in one answer where more did not. Null: as many as a page ever has.';
alter table odoo_seed.shadow_state enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.shadow_state to service_role;

create table odoo_seed.shadow_due (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  odoo_id int not null,
  primary key (binding, odoo_id)
);
comment on table odoo_seed.shadow_due is
  'Tasks that have to be read again before the shadow is complete.';
alter table odoo_seed.shadow_due enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.shadow_due to service_role;
