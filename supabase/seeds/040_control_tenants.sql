-- The first tenants: the platform runs already, the others are yet to be created. Re-loading changes nothing.
insert into control.tenants (
  slug, name, tenant_type, status, schema, industry, country_code, admin_email, plan_code, bundle_code, infra_template_code
)
values (
  'platform', 'InsightPulse AI Platform', 'platform_owner', 'active', 'public', 'software', 'PH',
  'platform.admin@example.com', 'enterprise', 'finance-ppm', 'standard'
)
on conflict (slug) do nothing;

insert into control.tenants (
  slug, name, tenant_type, parent_id, isolation, industry, country_code, admin_email, plan_code, bundle_code, infra_template_code
)
select t.slug, t.name, t.tenant_type, platform.id, t.isolation, t.industry, 'PH', t.slug || '.admin@example.com',
  t.plan_code, t.bundle_code, 'standard'
from (
  values
    ('tbwa', 'TBWA Philippines', 'client', 'database', 'advertising', 'professional', 'finance-ppm'),
    ('scout', 'Scout Retail Intelligence', 'internal', 'schema', 'retail', 'professional', 'retail')
) t (slug, name, tenant_type, isolation, industry, plan_code, bundle_code)
cross join control.tenants platform
where platform.slug = 'platform'
on conflict (slug) do nothing;
