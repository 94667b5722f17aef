import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isHurried, scrolled, whenCalm } from "./hurry";

describe("hurry", () => {
  let now = 0;
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.advanceTimersByTime(1000);
    now += 1000;
    vi.useRealTimers();
  });
  /** Scrolls by so many pixels in each of some frames. */
  const scroll = (frames: number, pixels: number, from = 0) => {
    for (let frame = 1; frame <= frames; frame += 1) {
      vi.advanceTimersByTime(16);
      now += 16;
      scrolled(from + frame * pixels, now);
    }
  };

  it("is a fling, not a brisk scroll", () => {
    scroll(5, 20);
    expect(isHurried()).toBe(false);

    scroll(5, 100, 100);
    expect(isHurried()).toBe(true);
  });

  it("ends when the sheet stands still, and then pictures come a few a frame", () => {
    scroll(5, 100);
    const shown: number[] = [];
    for (let at = 0; at < 10; at += 1) whenCalm(() => shown.push(at));
    vi.advanceTimersByTime(32);
    expect(shown).toEqual([]);

    vi.advanceTimersByTime(90);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThan(10);
    vi.advanceTimersByTime(100);
    expect(shown).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("forgets what was scrolled away before it was looked at", () => {
    scroll(5, 100);
    const show = vi.fn();
    const lose = whenCalm(show);
    lose();

    vi.advanceTimersByTime(1000);

    expect(show).not.toHaveBeenCalled();
  });
});
