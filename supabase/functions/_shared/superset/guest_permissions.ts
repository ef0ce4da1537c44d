import type { Permission } from "./roles.ts";

/**
 * What the role of guests is to hold so that an embedded dashboard shows: no dataset, no database. Which
 * rows a guest sees comes with the token and the dashboard that it names.
 */
export const guestPermissions: Permission[] = [
  ["can_read", "Dashboard"],
  ["can_read", "Chart"],
  ["can_read", "EmbeddedDashboard"],
  ["can_read", "CurrentUserRestApi"],
];
