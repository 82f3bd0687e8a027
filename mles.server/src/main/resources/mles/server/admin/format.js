// Figures as text.
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const UNKNOWN = "…";

const known = (value) => value !== null && Number.isFinite(value);

export function number(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  return value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0 });
}

export function bytes(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  let unit = 0;
  let rest = value;
  while (rest >= 1024 && unit < UNITS.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${number(rest)} ${UNITS[unit]}`;
}

export function duration(seconds) {
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds % 86400 / 3600);
  const minutes = Math.floor(seconds % 3600 / 60);
  return days ? `${days} d ${hours} h` : hours ? `${hours} h ${minutes} min` : minutes ? `${minutes} min` : `${seconds} s`;
}

export const sum = (counts) => Object.values(counts).reduce((one, other) => one + other, 0);
