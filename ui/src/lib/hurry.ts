// Whether a sheet is being flung past faster than anyone can look at it. Then
// its tiles show their stand-ins only, and pictures follow when it slows down,
// a few in each frame: decoding and painting thirty at once would be felt.

/** Pixels a second beyond which nobody sees a picture: a sheet's height in a third of a second. */
const TOO_FAST = 2500;
/** Without a scroll for so long, it stands still. */
const STILL_MS = 90;
const A_FRAME = 4;

let last = { at: 0, top: 0 };
let hurried = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let scheduled = false;
const waiting = new Set<() => void>();
const followers = new Set<(hurried: boolean) => void>();

/** Tells where the sheet has been scrolled to. */
export function scrolled(top: number, now = performance.now()): void {
  const elapsed = now - last.at;
  // Two events of one frame say nothing about speed.
  if (elapsed >= 4) {
    become(elapsed < STILL_MS && (Math.abs(top - last.top) / elapsed) * 1000 > TOO_FAST);
    last = { at: now, top };
  }
  clearTimeout(timer);
  timer = setTimeout(rest, STILL_MS);
  if (!hurried) serve();
}

export function isHurried(): boolean {
  return hurried;
}

/** Calls back once there is time to look. Returns a function that loses interest. */
export function whenCalm(show: () => void): () => void {
  waiting.add(show);
  if (!hurried) serve();
  return () => waiting.delete(show);
}

/** Calls back whenever it begins and ends. Returns a function that stops. */
export function followHurry(hear: (hurried: boolean) => void): () => void {
  followers.add(hear);
  return () => followers.delete(hear);
}

function become(next: boolean) {
  if (next === hurried) return;
  hurried = next;
  for (const hear of followers) hear(hurried);
}

function rest() {
  become(false);
  serve();
}

function serve() {
  if (scheduled || waiting.size === 0) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    if (hurried) return;
    for (const show of [...waiting].slice(0, A_FRAME)) {
      waiting.delete(show);
      show();
    }
    serve();
  });
}
