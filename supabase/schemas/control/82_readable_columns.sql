-- The tables and columns of Odoo that a tenant's role may read.

create function control.is_never_readable(p_table text, p_column text)
returns boolean
language sql
immutable
parallel safe
return p_table ~ ('^(auth|bus|change_password|res_config'
    || '|res_users_(apikeys|deletion|identitycheck|log|settings)'
    || '|ir_(act|actions|asset|attachment|config_parameter|cron|default|exports|logging'
    || '|mail_server|profile|property|ui_view)'
    || '|mail_(gateway|guest|ice_server|mail|message|notification|push)|discuss|fetchmail|iap'
    || '|payment_(method|provider|token|transaction)'
    || '|pos_payment_method|certificate|google|microsoft|sms|snailmail|portal|digest|iot'
    || '|base_import|base_module|website_visitor|survey_user_input)(_|$)')
  or p_column ~ ('(passw|pwd|token|secret|key|otp|signup|credential|oauth|webhook|signature'
    || '|private|cookie|encrypt|certificate|hash)')
  or p_column ~ '(^|_)(pin|pass|auth|salt|ssn|ssnid)(_|$)';
comment on function control.is_never_readable is
  'Whether a table or column of Odoo has passwords, keys, tokens, mails with such in them, or '
  'anything else that grants access: no tenant''s role may read it.';

create table control.readable_columns (
  table_name text not null,
  column_name text not null,
  allowed_by control.actor_name,
  primary key (table_name, column_name),
  constraint table_must_be_a_plain_name check (table_name ~ '^[a-z_][a-z0-9_]{0,62}$'),
  constraint column_must_be_a_plain_name check (column_name ~ '^[a-z_][a-z0-9_]{0,62}$'),
  constraint column_must_bear_no_secret
    check (not control.is_never_readable(table_name, column_name))
);
comment on table control.readable_columns is
  'What the role of a tenant may read in its Odoo database. It reads nothing that is not here, '
  'and no table of a transient model; what an Odoo does not have is skipped.';
comment on column control.readable_columns.allowed_by is
  'Who added it; null: it came with the product, for Odoo 17 to 19 Community.';
alter table control.readable_columns enable row level security;
grant select on control.readable_columns to service_role;

revoke execute on function control.is_never_readable from public;
grant execute on function control.is_never_readable to service_role;
