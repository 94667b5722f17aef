import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { alikePlan, fakeGateway, refusal, usualPlan } from "../testing/fake-gateway";
import { calls, expectAccessible, openWindow, tiles } from "../testing/open-window";
import { emptyStudio } from "../testing/studio";

const paths = (howMany: number) => Array.from({ length: howMany }, (_, at) => `/photos/IMG_${at}.jpg`);

/** Puts the pointer over an element, as the shell would report it. */
function over(element: Element) {
  vi.spyOn(document, "elementFromPoint").mockReturnValue(element);
}

describe("the import plan", () => {
  async function planned() {
    const opened = openWindow();
    await opened.user.click(await screen.findByRole("button", { name: /^Kitchen/ }));
    await screen.findByRole("heading", { name: "Kitchen" });
    await opened.user.keyboard("{Control>}o{/Control}");
    await screen.findByRole("tab", { name: /37 new/ });
    return opened;
  }

  it("is worked with the keyboard alone: fit, add, import", async () => {
    const { core, user } = await planned();

    await user.keyboard("f");
    expect(screen.getByRole("switch", { name: "Fit these 3" })).toBeChecked();
    await user.keyboard("d");
    expect(screen.getByRole("button", { name: /Import 42 photos/ })).toBeEnabled();
    await user.keyboard("{Enter}");

    await waitFor(() => expect(calls(core, "runImport")).toEqual([{ planId: "plan-1", kind: "photo", fit: true, addDuplicates: true, leaveOut: [] }]));
    expect(await screen.findByText(/42 photos imported, 34 cleaned\./, { selector: ".toast *" })).toBeInTheDocument();
  });

  it("shows what lies behind each count", async () => {
    const { user } = await planned();

    await user.click(screen.getByRole("tab", { name: /5 refused/ }));

    expect(await within(screen.getByRole("tabpanel")).findByText("notes.jpg")).toBeInTheDocument();
  });

  it("imports nothing on Escape, and lets the plan go", async () => {
    const { core, user } = await planned();

    await user.keyboard("{Escape}");

    await waitFor(() => expect(screen.queryByRole("tab")).not.toBeInTheDocument());
    expect(calls(core, "runImport")).toEqual([]);
    expect(calls(core, "discardPlan")).toEqual(["plan-1"]);
  });

  it("asks again when they are something else", async () => {
    const { core, user } = await planned();

    await user.click(screen.getByRole("radio", { name: "Floor plans" }));

    expect(await screen.findByRole("button", { name: /Import 37 floor plans/ })).toBeInTheDocument();
    expect(calls(core, "replanImport")).toEqual([{ planId: "plan-1", kind: "floorplan", policy: "location" }]);
  });

  it("takes more out for this import only, beside what is usual", async () => {
    const { core, user } = await planned();
    expect(screen.getByRole("radio", { name: "Places" })).toBeChecked();

    await user.keyboard("p");

    expect(await screen.findByText(/For this import only; the workspace takes out places/)).toBeInTheDocument();
    expect(calls(core, "replanImport")).toEqual([{ planId: "plan-1", kind: "photo", policy: "everything" }]);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(calls(core, "runImport")).toHaveLength(1));
    expect(calls(core, "savePolicy")).toEqual([]);
  });

  it("says how many carry a place, of what kind, and whose words hold one", async () => {
    await planned();

    expect(screen.getByRole("heading", { name: "31 say where they were taken" })).toBeInTheDocument();
    expect(screen.getByText("City or street").nextElementSibling).toHaveTextContent("5");
    expect(screen.getByRole("heading", { name: "1 needs a look" })).toBeInTheDocument();
    expect(screen.getByText(/reads like a street address/)).toHaveTextContent("IMG_2204.jpg");
  });

  it("shows what one file holds, and what a place says only when asked", async () => {
    const { core, user } = await planned();

    await user.click(screen.getByRole("button", { name: "IMG_2200.jpg: what it holds" }));

    expect(await screen.findByRole("heading", { name: "Before and after: IMG_2200.jpg" })).toBeInTheDocument();
    const latitude = (await screen.findByRole("rowheader", { name: "GPSLatitude" })).closest("tr");
    expect(latitude).toHaveTextContent("a place, not shown");
    expect(latitude).toHaveTextContent("goes");
    expect(screen.queryByText(/59 deg/)).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Show what the places say" }));
    expect(await screen.findByText(/59 deg/)).toBeInTheDocument();
    await user.keyboard("{Escape}");

    await waitFor(() => expect(screen.getByRole("button", { name: "IMG_2200.jpg: what it holds" })).toHaveFocus());
    expect(calls(core, "runImport")).toEqual([]);
    expect(calls(core, "planTags")).toMatchObject([{ places: false }, { places: true }]);
  });

  describe("with a file that looks like a picture that is here", () => {
    async function doubtful() {
      const opened = openWindow(undefined, {
        before: (core) => {
          core.nextPlan = alikePlan();
        },
      });
      await tiles();
      await opened.user.keyboard("{Control>}o{/Control}");
      await screen.findByRole("tab", { name: "1 looks alike" });
      return opened;
    }

    it("opens also for a few, shows the pair, and has no fault that axe knows of", async () => {
      const { core } = await doubtful();

      expect(screen.getByRole("tab", { name: "1 looks alike" })).toHaveAttribute("aria-selected", "true");
      expect(screen.getByRole("heading", { name: "1 looks like a picture that is here" })).toBeInTheDocument();
      expect(screen.getByRole("tabpanel")).toHaveTextContent("IMG_2201.jpglooks like img_2231.jpg in Lindqvist apartment, Kitchen");
      expect(screen.getByRole("radio", { name: "Bring in" })).toBeChecked();
      expect(calls(core, "runImport")).toEqual([]);
      await expectAccessible();
    });

    it("leaves it out at a key", async () => {
      const { core, user } = await doubtful();

      await user.keyboard("l");
      expect(screen.getByRole("radio", { name: "Leave out" })).toBeChecked();
      await user.keyboard("{Enter}");

      await waitFor(() => expect(calls(core, "runImport")).toMatchObject([{ leaveOut: [1] }]));
      expect(await screen.findByText("1 picture imported, 1 cleaned, 1 file left out.", { selector: ".toast *" })).toBeInTheDocument();
    });

    it("remembers that it is no copy, and forgets that again", async () => {
      const { core, user } = await doubtful();

      await user.click(screen.getByRole("radio", { name: "Not a copy" }));
      expect(await screen.findByText(/remembered and not asked about again/)).toBeInTheDocument();
      expect(screen.queryByRole("heading", { name: /looks like/ })).not.toBeInTheDocument();
      await user.click(screen.getByRole("radio", { name: "Leave out" }));

      expect(await screen.findByRole("heading", { name: /looks like/ })).toBeInTheDocument();
      expect(calls(core, "tellApart")).toEqual([
        { planId: "plan-1", index: 1, apart: true },
        { planId: "plan-1", index: 1, apart: false },
      ]);
    });

    it("says so when that cannot be remembered, and changes nothing", async () => {
      const { core, user } = await doubtful();
      core.fail("tellApart", refusal("disk_full", "The disk is full. Nothing was changed."));

      await user.click(screen.getByRole("radio", { name: "Not a copy" }));

      expect(await screen.findByText("The disk is full. Nothing was changed.", { selector: ".toast *" })).toBeInTheDocument();
      expect(screen.getByRole("radio", { name: "Bring in" })).toBeChecked();
    });
  });

  it("cannot import what is nothing", async () => {
    const { core, user } = openWindow(undefined, {
      before: (core) => {
        core.nextPlan = usualPlan(48).slice(-2);
      },
    });
    await tiles();
    await user.keyboard("{Control>}o{/Control}");
    expect(await screen.findByRole("button", { name: "Nothing to import" })).toBeDisabled();

    await user.keyboard("{Enter}");

    expect(calls(core, "runImport")).toEqual([]);
  });
});

describe("a drop", () => {
  it("says what will happen before the hand lets go", async () => {
    const { core } = openWindow();
    await tiles();
    over(screen.getByRole("main"));

    act(() => core.dropFiles({ type: "over", x: 600, y: 400, files: 20 }));

    expect(screen.getByText("Add 20 files to Coastal")).toBeInTheDocument();
  });

  it("says so beside the row even when the same style lies open", async () => {
    const { core } = openWindow();
    await tiles();
    over(screen.getByRole("main"));
    act(() => core.dropFiles({ type: "over", x: 600, y: 400, files: 20 }));
    const row = screen.getByRole("button", { name: /^Coastal/ });
    vi.spyOn(row, "getBoundingClientRect").mockReturnValue({ top: 150, right: 220 } as DOMRect);
    over(row);

    act(() => core.dropFiles({ type: "over", x: 60, y: 160, files: 20 }));

    expect(document.querySelector(".drop-words")).toHaveTextContent("Add 20 files to Coastal");
  });

  it("of three clean new pictures comes in at once, and one press takes it back", async () => {
    const { core, user } = openWindow();
    await tiles();
    over(screen.getByRole("main"));

    act(() => core.dropFiles({ type: "drop", x: 600, y: 400, paths: paths(3) }));

    const undo = await screen.findByRole("button", { name: /Undo/ });
    expect(core.studio.pictures.get("style:coastal")).toHaveLength(19);
    await user.click(undo);
    await waitFor(() => expect(core.studio.pictures.get("style:coastal")).toHaveLength(16));
  });

  it("of twenty on a row of the navigation opens the plan for that place", async () => {
    const { core } = openWindow();
    over(await screen.findByRole("button", { name: /^Japandi/ }));

    act(() => core.dropFiles({ type: "drop", x: 60, y: 200, paths: paths(20) }));

    expect(await screen.findByRole("heading", { name: "20 files for Japandi" })).toBeInTheDocument();
  });

  it("that was planned for another place goes there when it is carried out", async () => {
    const { core, user } = openWindow();
    over(await screen.findByRole("button", { name: /^Japandi/ }));
    act(() => core.dropFiles({ type: "drop", x: 60, y: 200, paths: paths(20) }));
    await screen.findByRole("heading", { name: "20 files for Japandi" });

    await user.keyboard("{Enter}");

    expect(await screen.findByRole("heading", { name: "Japandi" })).toBeInTheDocument();
    await waitFor(() => expect(core.studio.pictures.get("style:japandi")).toHaveLength(21));
  });

  it("on a session is refused with what would work, and opens it after a while", async () => {
    const { core, user } = openWindow();
    const session = await screen.findByRole("button", { name: "Okafor terrace" });
    await user.click(session);
    expect(screen.queryByRole("button", { name: /^Dining room/ })).not.toBeInTheDocument();
    over(session);

    act(() => core.dropFiles({ type: "over", x: 60, y: 400, files: 2 }));

    expect(screen.getByText(/Choose a room first/)).toBeInTheDocument();
    expect(await screen.findByRole("button", { name: /^Dining room/ }, { timeout: 1500 })).toBeInTheDocument();
  });

  it("of an address from a browser asks for that address", async () => {
    const { core } = openWindow();
    await tiles();
    over(screen.getByRole("main"));

    act(() => core.dropFiles({ type: "drop", x: 600, y: 400, paths: ["https://example.org/sofa.jpg"] }));

    await waitFor(() =>
      expect(calls(core, "planImport")).toEqual([
        { place: { kind: "style", id: "coastal" }, kind: "photo", from: { type: "url", url: "https://example.org/sofa.jpg" } },
      ]),
    );
  });

  it("on an empty workspace asks for a style first", async () => {
    const { core, user } = openWindow(emptyStudio());
    const start = await screen.findByRole("heading", { name: "Drop pictures to begin" });
    over(start);
    act(() => core.dropFiles({ type: "drop", x: 600, y: 400, paths: paths(20) }));

    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Coastal{Enter}");

    expect(await screen.findByRole("heading", { name: "20 files for Coastal" })).toBeInTheDocument();
  });
});

describe("paste", () => {
  it("brings in what lies on the clipboard", async () => {
    const { core, user } = openWindow();
    await tiles();

    await user.keyboard("{Control>}v{/Control}");

    expect(await screen.findByText("1 picture imported, 1 cleaned.", { selector: ".toast *" })).toBeInTheDocument();
    expect(calls(core, "paste")).toEqual([{ place: { kind: "style", id: "coastal" }, kind: "photo" }]);
  });

  it("says so when there is no picture on it", async () => {
    const { user } = openWindow(undefined, {
      before: (core) => {
        core.clipboard = false;
      },
    });
    await tiles();

    await user.keyboard("{Control>}v{/Control}");

    expect(await screen.findByText("There is no picture on the clipboard.", { selector: ".toast *" })).toBeInTheDocument();
  });
});

describe("trouble", () => {
  it("while looking is said in the core's words", async () => {
    const { user } = openWindow(undefined, {
      before: (core) => core.fail("planImport", refusal("gone", "The folder is no longer there.")),
    });
    await tiles();

    await user.keyboard("{Control>}o{/Control}");

    expect(await screen.findByText("The folder is no longer there.", { selector: ".toast *" })).toBeInTheDocument();
  });

  it("does not keep an import from being stopped", async () => {
    const { core, user } = openWindow(undefined, {
      before: (core) => {
        core.slow = 20;
      },
    });
    await tiles();
    await user.keyboard("{Control>}o{/Control}");
    await screen.findByRole("tab", { name: /37 new/ });
    await user.keyboard("{Enter}");

    await user.click(await screen.findByRole("button", { name: "Stop" }));

    expect(await screen.findByText(/left out\./, { selector: ".toast *" })).toBeInTheDocument();
    expect(calls(core, "stopImport")).toEqual(["plan-1"]);
  });
});

it("the core in memory keeps what the window counts on", async () => {
  const core = fakeGateway();

  const step = await core.deletePictures({ ids: ["p-c12"] });
  await core.undo(step.id);

  expect(core.studio.pictures.get("style:coastal")?.[0]?.id).toBe("p-c12");
});
