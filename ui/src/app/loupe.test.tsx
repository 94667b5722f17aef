import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Variant } from "../ipc/types";
import { refusal } from "../testing/fake-gateway";
import { calls, expectAccessible, openWindow, tile } from "../testing/open-window";
import { harbourStudio } from "../testing/studio";

const edge = () => screen.findByRole("slider", { name: /^Edge between the original and the/ });
const shown = () => [...screen.getByRole("dialog").querySelectorAll("img")].map((one) => one.alt);

async function opened(before?: Parameters<typeof openWindow>[1]) {
  const window = openWindow(undefined, before);
  await window.user.click(await tile(/Sea view/));
  await screen.findByRole("button", { name: /^optimized/ });
  return window;
}

function made(more: Partial<Variant>): Variant {
  return {
    id: "v",
    name: "optimized",
    width: 1200,
    height: 800,
    format: "AVIF",
    bytes: 92_000,
    saving: 0.98,
    score: null,
    copied: false,
    partWidth: 4032,
    partHeight: 2688,
    state: "ready",
    reason: null,
    ...more,
  };
}

describe("the variants in the inspector", () => {
  it("say what each weighs, keeps and saves, in words too", async () => {
    await opened();

    const row = screen.getByRole("button", { name: /^optimized/ });

    expect(row).toHaveAccessibleName("optimized, 1200 × 800 AVIF, 92\u00a0kB, score 71.5, 99\u00a0% smaller than the original, compare with the original");
    expect(row).toHaveTextContent("92 kB71.5−99 %");
    expect(screen.getByRole("button", { name: /^thumbnail.*score not measured/ })).toBeInTheDocument();
  });

  it("say which is a copy, which is larger, and which still waits", async () => {
    const studio = harbourStudio();
    studio.details.set("p-c12", {
      variants: [
        made({ id: "a", name: "webp", copied: true, saving: 0.001, score: 100 }),
        made({ id: "b", name: "avif", saving: -0.12 }),
        made({ id: "c", name: "thumbnail", state: "pending", bytes: null, saving: null }),
      ],
    });
    const { user } = openWindow(studio);
    await user.click(await tile(/Sea view/));

    expect(await screen.findByRole("button", { name: /^webp.*score 100, a copy of the original/ })).toHaveTextContent("a copy");
    expect(screen.getByRole("button", { name: /^avif.*12.% larger than the original/ })).toHaveTextContent("+12 %");
    expect(screen.getByText("waiting")).toBeInTheDocument();
    expect(screen.getByText("2 of 3 ready")).toBeInTheDocument();
  });

  it("say once why several failed, and try them again for this picture", async () => {
    const studio = harbourStudio();
    const failed = { state: "failed" as const, bytes: null, saving: null, reason: "the picture is damaged: a block is missing" };
    studio.details.set("p-c12", { variants: [made({ id: "a", name: "webp", ...failed }), made({ id: "b", name: "avif", ...failed })] });
    const { core, user } = openWindow(studio);
    await user.click(await tile(/Sea view/));

    expect(await screen.findByText("webp and avif: the picture is damaged: a block is missing.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Try again" }));

    expect(calls(core, "retryVariants")).toEqual([{ ids: ["p-c12"] }]);
  });
});

describe("the loupe", () => {
  it("opens from a row, on that variant, and gives the focus back", async () => {
    const { user } = await opened();
    const row = screen.getByRole("button", { name: /^webp/ });
    row.focus();

    await user.keyboard("{Enter}");

    expect(await edge()).toHaveFocus();
    expect(shown()).toEqual(["webp variant of Sea view living room", "Original of Sea view living room"]);
    expect(within(screen.getByRole("dialog")).getByText("1600 × 1067 WebP")).toBeInTheDocument();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByRole("button", { name: /^webp/ })).toHaveFocus());
  });

  it("opens at V from the grid, and from the palette", async () => {
    const { user } = await opened();
    await user.keyboard("v");
    expect(await edge()).toBeInTheDocument();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());

    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "loupe");
    await user.keyboard("{Enter}");

    await waitFor(async () => expect(await edge()).toHaveFocus());
    await user.keyboard("{Escape}");
    // The palette that it was opened from is gone.
    await waitFor(() => expect(screen.getByRole("listbox")).toHaveFocus());
  });

  it("lies over the lightbox, and goes back to it", async () => {
    const { user } = await opened();
    await user.keyboard("{Enter}");
    await screen.findByRole("dialog", { name: "Sea view living room" });

    await user.keyboard("v");
    expect(await screen.findByRole("dialog", { name: "Loupe: Sea view living room" })).toBeInTheDocument();
    await user.keyboard("{Escape}");

    expect(await screen.findByRole("dialog", { name: "Sea view living room" })).toBeInTheDocument();
  });

  it("lies over the picture that an arrow has just led to", async () => {
    const { user } = await opened();
    await user.keyboard("{Enter}");
    await screen.findByRole("dialog", { name: "Sea view living room" });

    await user.keyboard("{ArrowRight}v");
    expect(await screen.findByRole("dialog", { name: /^Loupe: (?!Sea view living room)/ })).toBeInTheDocument();
    await user.keyboard("{Escape}");

    expect(await screen.findByText("2 of 16")).toBeInTheDocument();
  });

  it("moves its edge with arrows, by more with Shift, and hears B held", async () => {
    const { user } = await opened();
    await user.keyboard("v");
    const slider = await edge();

    await user.keyboard("{ArrowRight}{Shift>}{ArrowLeft}{/Shift}");
    expect(slider).toHaveAttribute("aria-valuetext", "42 % original");
    await user.keyboard("{b>}");
    expect(screen.queryByText("thumbnail", { selector: ".side-label" })).not.toBeInTheDocument();
    await user.keyboard("{/b}");

    expect(screen.getByText("thumbnail", { selector: ".side-label" })).toBeInTheDocument();
  });

  it("begins at 100 %, and zooms between a quarter and eight times", async () => {
    const { user } = await opened();
    await user.keyboard("v");
    await edge();
    const scale = (text: string) => expect(screen.getByText(text, { selector: "[role=status]" })).toBeInTheDocument();

    scale("100 %");
    await user.keyboard("++");
    scale("200 %");
    await user.keyboard("+++++++");
    scale("800 %");
    await user.keyboard("----------------");
    scale("25 %");
    await user.keyboard("z");
    scale("100 %");
    await user.keyboard("z");

    // All of 300 × 200 on a stage of 900 × 700.
    scale("300 %");
  });

  it("switches variants with their numbers, and between the pixels of both", async () => {
    const { user } = await opened();
    await user.keyboard("v");
    await edge();

    await user.keyboard("2");
    expect(screen.getByRole("radio", { name: "optimized" })).toBeChecked();
    await user.keyboard("o");

    expect(screen.getByRole("radio", { name: "Original" })).toBeChecked();
    expect(shown()).toEqual(["optimized variant of Sea view living room", "Original of Sea view living room"]);
  });

  it("measures a score that is not known, and says it", async () => {
    const { core, user } = await opened();
    await user.keyboard("v");
    await edge();

    await user.keyboard("s");

    expect(await screen.findByText(/^Score/, { selector: "footer span" })).toHaveTextContent("Score 71.4, good");
    expect(screen.queryByRole("button", { name: /^Measure/ })).not.toBeInTheDocument();
    expect(calls(core, "measureVariant")).toEqual(["p-c12-thumbnail"]);
  });

  it("stops measuring when asked, and when nobody looks any more", async () => {
    const { core, user } = await opened({ before: (fake) => fake.hang("measureVariant") });
    await user.keyboard("v");
    await edge();
    await user.click(screen.getByRole("button", { name: /^Measure/ }));

    expect(await screen.findByText("Measuring")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(calls(core, "stopMeasuring")).toEqual(["p-c12-thumbnail"]);
    await user.keyboard("{Escape}");

    await waitFor(() => expect(calls(core, "stopMeasuring")).toHaveLength(2));
  });

  it("says nothing of what was called off, and says why something failed", async () => {
    const { core, user } = await opened();
    await user.keyboard("v");
    await edge();
    core.fail("measureVariant", refusal("cancelled", "The work was called off."));
    await user.keyboard("s");
    expect(await screen.findByRole("button", { name: /^Measure/ })).toBeEnabled();
    expect(screen.queryByText(/called off/)).not.toBeInTheDocument();

    core.fail("measureVariant", refusal("failed", "The picture is damaged. The file is as it was."));
    await user.keyboard("s");

    expect(await screen.findByText("The picture is damaged. The file is as it was.", { selector: ".toast *" })).toBeInTheDocument();
  });

  it("says when a side cannot be shown, and tries again", async () => {
    const { user } = await opened();
    await user.keyboard("v");
    await edge();

    fireEvent.error(screen.getByAltText("Original of Sea view living room"));
    expect(within(screen.getByRole("alert")).getByText(/The original cannot be shown/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Try again" }));

    expect(screen.getByAltText("Original of Sea view living room")).toBeInTheDocument();
  });

  it("says that nothing is made yet", async () => {
    const studio = harbourStudio();
    studio.details.set("p-c12", { variants: [made({ state: "making", bytes: null, saving: null })] });
    const { user } = openWindow(studio);
    await user.click(await tile(/Sea view/));
    await user.keyboard("v");

    expect(await screen.findByText("No variant is made yet")).toBeInTheDocument();
  });

  it.each(["light", "dark"] as const)("has no fault that axe knows of, in %s", async (theme) => {
    const { user } = await opened({ theme });
    await user.keyboard("v");
    await edge();

    await expectAccessible();
  });
});
