-- Drift that people accept for a time.

create table odoo_seed.drift_mutes (
  id bigint generated always as identity primary key,
  external_ref text not null,
  field text,
  muted_until timestamptz not null default 'infinity',
  reason text not null,
  created_at timestamptz not null default now(),
  binding text references ops.odoo_bindings (name) on update cascade on delete cascade,
  muted_by text,
  constraint reason_must_not_be_empty check (reason ~ '\S')
);
comment on table odoo_seed.drift_mutes is
  'Drift that people know of and accept: v_drift leaves it out until the mute ends.';
comment on column odoo_seed.drift_mutes.external_ref is
  'As in v_drift; "project.task,<id>", "project.tags,<id>" and the like for a record without a '
  'ref.';
comment on column odoo_seed.drift_mutes.field is 'Null mutes every drift of the record.';
comment on column odoo_seed.drift_mutes.binding is 'Null mutes it in every binding.';
create index drift_mutes_external_ref_idx on odoo_seed.drift_mutes (external_ref);
create index drift_mutes_binding_idx on odoo_seed.drift_mutes (binding);
alter table odoo_seed.drift_mutes enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.drift_mutes to service_role;
