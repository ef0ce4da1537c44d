/** In which unit a number without one is. */
export type HourUnit = "hours" | "minutes" | "seconds" | "days";

const units: Record<string, number | "day" | "week"> = {
  ...{ s: 1 / 3600, sec: 1 / 3600, second: 1 / 3600, seconds: 1 / 3600 },
  ...{ m: 1 / 60, min: 1 / 60, mins: 1 / 60, minute: 1 / 60, minutes: 1 / 60 },
  ...{ h: 1, hr: 1, hrs: 1, hour: 1, hours: 1 },
  ...{ d: "day", day: "day", days: "day", ed: "day" },
  ...{ w: "week", wk: "week", wks: "week", week: "week", weeks: "week" },
};

/** Hours, as in 12, 1.5h, 2 days, 1w 2d, 8:30; undefined for what is no duration. */
export function hoursIn(
  text: string,
  unit: HourUnit = "hours",
  perDay = 8,
): number | undefined {
  const clock = /^(\d+):(\d\d)$/.exec(text.trim());
  if (clock) return rounded(Number(clock[1]) + Number(clock[2]) / 60);
  let rest = text.trim().toLowerCase();
  let hours = 0;
  while (rest !== "") {
    const part = /^(\d[\d.,'’ ]*|[.,]\d+)\s*([a-z]*)\.?\??\s*/.exec(rest);
    const factor = part && units[part[2] || unit];
    const value = part ? numberIn(part[1]!) : undefined;
    if (!factor || value === undefined) return undefined;
    hours += value * (factor === "day" ? perDay : factor === "week" ? 5 * perDay : factor);
    rest = rest.slice(part![0].length);
  }
  return text.trim() === "" ? undefined : rounded(hours);
}

/** A number with a point or a comma before its fraction, and marks between thousands; undefined where it may be either. */
export function numberIn(text: string): number | undefined {
  const plain = text.replace(/['’\s\u00a0\u202f]/g, "");
  const marks: string[] = plain.match(/[.,]/g) ?? [];
  const last = Math.max(plain.lastIndexOf("."), plain.lastIndexOf(","));
  if (marks.length === 0) return finite(plain);
  const other = plain[last] === "." ? "," : ".";
  if (marks.includes(other)) {
    if (plain.indexOf(plain[last]!) < last) return undefined;
    return finite(plain.slice(0, last).replaceAll(other, "") + "." + plain.slice(last + 1));
  }
  if (marks.length > 1) return finite(plain.replaceAll(plain[last]!, ""));
  // 1,500 is one thousand five hundred to some, and one and a half to others.
  if (plain[last] === "," && /^\d{1,3},\d{3}$/.test(plain)) return undefined;
  return finite(plain.replace(",", "."));
}

function finite(text: string): number | undefined {
  return /^-?\d*\.?\d+$|^-?\d+\.$/.test(text) ? Number(text) : undefined;
}

function rounded(hours: number): number {
  return Math.round(hours * 10_000) / 10_000;
}
