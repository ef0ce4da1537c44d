/** The version of ocp; its release is tagged `v` and this. */
export const version = "0.1.0";
