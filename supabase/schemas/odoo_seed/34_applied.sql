-- Last applied: the third side of the comparison.

create table odoo_seed.applied (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  model text not null,
  external_ref text not null,
  odoo_id int not null,
  sent jsonb not null,
  echo jsonb not null default '{}',
  created_by_us boolean not null,
  agreed bigint,
  applied_at timestamptz not null default now(),
  primary key (binding, model, external_ref),
  constraint model_must_be_known check (model in ('project.project', 'project.task'))
);
comment on table odoo_seed.applied is
  'Last applied: per record, the fields on which seed and Odoo last agreed. The third side of the '
  'comparison.';
comment on column odoo_seed.applied.sent is
  'Field values of the seed as last written, or found equal.';
comment on column odoo_seed.applied.echo is
  'What Odoo stored in place of a sent value that it rewrites (sanitised HTML). While Odoo holds '
  'exactly that, it holds what was sent.';
comment on column odoo_seed.applied.agreed is
  'Digest of seed, Odoo, sent and echo as they were when they were found to agree; void as soon '
  'as one of them changes.';
comment on column odoo_seed.applied.created_by_us is
  'True when a run created the record. Only such records are ever pruned.';
-- The id first: two indexes that begin alike are one to the planner before the first analyze.
create index applied_odoo_id_idx on odoo_seed.applied (odoo_id, model, binding);
alter table odoo_seed.applied enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.applied to service_role;
