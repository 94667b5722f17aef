import { describe, expect, it } from "vitest";
import { ago, count, list, many, moment, percent, roomTypeName, saving, savingWords, score, scoreWords, size } from "./words";

const NOON = new Date(2026, 5, 12, 12, 0).getTime();

describe("figures", () => {
  it("have a thin space in thousands", () => {
    expect(count(1284)).toBe("1\u2009284");
    expect(count(10_000_000)).toBe("10\u2009000\u2009000");
  });

  it.each([
    [999, "999\u00a0B"],
    [14_000, "14\u00a0kB"],
    [999_600, "1\u00a0MB"],
    [6_800_000, "6.8\u00a0MB"],
    [8_420_000_000, "8.4\u00a0GB"],
  ])("%i bytes read as %s", (bytes, words) => {
    expect(size(bytes)).toBe(words);
  });

  it("are not whole until they are", () => {
    expect(percent(0.58)).toBe("58\u00a0%");
    expect(percent(0.999)).toBe("99\u00a0%");
    expect(percent(1)).toBe("100\u00a0%");
  });

  it("say what is saved, never all of it, and what is added", () => {
    expect([0.94, 0.9999, -0.12, 0.001].map(saving)).toEqual(["−94\u00a0%", "−99\u00a0%", "+12\u00a0%", "0\u00a0%"]);
    expect(savingWords(0.94)).toBe("94\u00a0% smaller than the original");
    expect(savingWords(-0.12)).toBe("12\u00a0% larger than the original");
    expect(savingWords(0)).toBe("as large as the original");
  });

  it("say what a score means", () => {
    expect([71.38, 100].map(score)).toEqual(["71.4", "100"]);
    expect([100, 90, 71, 64, 20].map(scoreWords)).toEqual([
      "no difference that one finds",
      "no difference that one finds",
      "good",
      "visibly compressed",
      "poor",
    ]);
  });

  it("agree with their nouns", () => {
    expect(many(1, "picture")).toBe("1 picture");
    expect(many(0, "picture")).toBe("0 pictures");
  });
});

describe("times", () => {
  it("are hours today, else days", () => {
    expect(moment(NOON - 3_600_000, NOON)).toBe("11:00");
    expect(moment(NOON - 86_400_000, NOON)).toBe("11 Jun");
  });

  it("just past are told from now", () => {
    expect(ago(NOON - 1000, NOON)).toBe("just now");
    expect(ago(NOON - 20_000, NOON)).toBe("20\u00a0s ago");
    expect(ago(NOON - 240_000, NOON)).toBe("4\u00a0min ago");
  });
});

describe("words", () => {
  it("are listed with one and", () => {
    expect(list(["GPS position", "city", "thumbnail"])).toBe("GPS position, city and thumbnail");
    expect(list(["city"])).toBe("city");
  });

  it("show a room type that is not known as it is stored", () => {
    expect(roomTypeName("wine_cellar")).toBe("wine cellar");
  });
});
