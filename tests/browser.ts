const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The machine's browser; undefined where there is none, as `named` says. */
export const browser = places.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** How a test is called that needs one. */
export const named = (what: string) => browser ? what : `${what}: skipped, there is none`;
