-- The parts of which the names of a tenant are made.

create function control.underscored(p_slug text)
returns text
language sql
immutable
parallel safe
return replace(p_slug, '-', '_');
comment on function control.underscored is
  'A slug as part of a database''s name. Injective, because slugs have no underscore.';

create domain control.slug as text
constraint slug_must_be_a_slug
  check (value ~ '^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$' and value !~ '--');
comment on domain control.slug is
  'The handle of a tenant: lower-case letters, digits and single hyphens, at most 30.';

create domain control.country as text constraint country_must_be_iso check (value ~ '^[A-Z]{2}$');
comment on domain control.country is 'ISO 3166-1 alpha-2.';

create function control.analytics_role(p_slug text)
returns text
language sql
immutable
parallel safe
return 'analytics_' || control.underscored(p_slug);
comment on function control.analytics_role is
  'The role that reads a tenant''s analytics. Injective, and no longer than 40 characters.';

revoke execute on function control.underscored, control.analytics_role from public;
grant execute on function control.underscored, control.analytics_role to service_role;
