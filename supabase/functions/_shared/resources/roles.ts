/** Roles on the platform as a whole, the strongest first. */
export const platformRoles = ["platform_owner", "platform_operator", "finance_owner"] as const;

/** Roles in a tenant, the strongest first. */
export const tenantRoles = ["owner", "admin", "manager", "member", "viewer"] as const;
