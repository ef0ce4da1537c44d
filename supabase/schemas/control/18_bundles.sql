-- What a tenant can be made of: bundles of modules, servers, images.

create table control.module_bundles (
  code control.code primary key,
  name text not null,
  description text not null default '',
  bundle_type text not null,
  modules text[] not null,
  version text not null default '1',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint bundle_type_must_be_a_code check (bundle_type ~ '^[a-z][a-z0-9_]*$'),
  constraint modules_must_be_technical_names
    check (cardinality(modules) > 0
      and array_to_string(modules, ',', '?') ~ '^[a-z][a-z0-9_]{0,99}(,[a-z][a-z0-9_]{0,99})*$')
);
comment on table control.module_bundles is 'Sets of Odoo modules that are installed together.';
comment on column control.module_bundles.modules is
  'Technical names of the modules to install; Odoo adds what they depend on.';
alter table control.module_bundles enable row level security;
grant select, insert, update, delete, maintain on control.module_bundles to service_role;
create trigger touch
before update on control.module_bundles for each row execute function control.touch();

create table control.infra_templates (
  code control.code primary key,
  name text not null,
  k8s_chart text,
  docker_image_odoo text not null,
  docker_image_pg text not null,
  size_profile text not null default 'small',
  env_defaults jsonb not null default '{}',
  version text not null default '1',
  constraint env_defaults_must_be_an_object check (jsonb_typeof(env_defaults) = 'object')
);
comment on table control.infra_templates is 'What a tenant runs on.';
comment on column control.infra_templates.env_defaults is
  'Environment of the containers; never a secret.';
alter table control.infra_templates enable row level security;
grant select, insert, update, delete, maintain on control.infra_templates to service_role;

create table control.tested_images (
  infra_template_code control.code not null references control.infra_templates,
  image_tag text not null,
  odoo_version text not null,
  tested_at timestamptz not null default now(),
  primary key (infra_template_code, image_tag),
  constraint image_tag_must_be_a_tag check (image_tag ~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$'),
  constraint odoo_version_must_be_a_version check (odoo_version ~ '^(saas~)?[0-9]+\.[0-9]+[^\s]*$')
);
comment on table control.tested_images is
  'Tags of an infra template''s Odoo image that passed the tests: upgrade_image accepts only '
  'these.';
comment on column control.tested_images.odoo_version is
  'The version that a server of that image answers with, e.g. 18.0-20260301; 18.0 stands for '
  'every build of it.';
alter table control.tested_images enable row level security;
grant select, insert, update, delete, maintain on control.tested_images to service_role;
