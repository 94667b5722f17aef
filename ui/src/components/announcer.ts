// Says things to people who do not see them: progress politely, failures at once.
const REGIONS = { status: "atelier-status", alert: "atelier-alert" } as const;

export function announce(words: string, role: keyof typeof REGIONS = "status"): void {
  const region = document.getElementById(REGIONS[role]) ?? build(role);
  region.textContent = "";
  // A change in the next task is what readers notice.
  setTimeout(() => (region.textContent = words), 30);
}

function build(role: keyof typeof REGIONS): HTMLElement {
  const region = document.createElement("div");
  region.id = REGIONS[role];
  region.className = "sr-only";
  region.setAttribute("role", role);
  document.body.append(region);
  return region;
}

/** Turns many steps into one saying a quarter. */
export function quarters(say: (words: string) => void): (done: number, total: number) => void {
  let said = 0;
  return (done, total) => {
    const quarter = total > 0 ? Math.floor((done / total) * 4) : 0;
    if (quarter <= said || quarter >= 4) return;
    said = quarter;
    say(`${quarter * 25} %`);
  };
}
