import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { refusal } from "../testing/fake-gateway";
import { expectAccessible, openWindow, tile, tiles, type Opened } from "../testing/open-window";
import { emptyStudio, harbourStudio } from "../testing/studio";

type Act = (opened: Opened) => Promise<unknown>;

const go =
  (name: string): Act =>
  async ({ user }) =>
    user.click(await screen.findByRole("button", { name: new RegExp(`^${name}`) }));

const settingsPage =
  (page: string): Act =>
  async (opened) => {
    await go("Settings")(opened);
    await opened.user.click(await screen.findByRole("button", { name: new RegExp(`^${page}`) }));
    return screen.findByRole("heading", { name: page });
  };

const screens: Record<string, Act> = {
  "a style": tiles,
  "a picture in the inspector": async ({ user }) => {
    await user.click(await tile(/Bay window/));
    return screen.findByText("Unchanged, to the bit");
  },
  "three pictures in the inspector": async ({ user }) => {
    await user.click(await tile(/Sea view/));
    await user.keyboard("{Shift>}{ArrowRight}{ArrowRight}{/Shift}");
    return screen.findByText("3 pictures");
  },
  "the import plan": async ({ user }) => {
    await tiles();
    await user.keyboard("{Control>}o{/Control}");
    return screen.findByRole("tab", { name: /37 new/ });
  },
  "the lightbox": async ({ user }) => {
    await user.dblClick(await tile(/Bay window/));
    return screen.findByText("5 of 16");
  },
  "the comparison": async ({ user }) => {
    await user.click(await tile(/Sea view/));
    await user.keyboard("{Shift>}{ArrowRight}{/Shift}c");
    return screen.findByRole("slider", { name: /Edge/ });
  },
  activity: async (opened) => {
    await go("Activity")(opened);
    return screen.findByText("The store is full");
  },
  "an empty trash": async (opened) => {
    await go("Trash")(opened);
    return screen.findByText("Nothing was deleted");
  },
  "settings, general": settingsPage("General"),
  "settings, backend": async (opened) => {
    await settingsPage("Backend")(opened);
    await opened.user.click(screen.getByRole("button", { name: "Test connection" }));
    return screen.findByText("Public store refuses to write");
  },
  "settings, presets": settingsPage("Presets"),
  "settings, privacy": settingsPage("Privacy"),
  "settings, watched folders": settingsPage("Watched folders"),
  "settings, keys": settingsPage("Keys"),
  "settings, appearance": settingsPage("Appearance"),
  "settings, about": settingsPage("About"),
  "the palette": async ({ user }) => {
    await tiles();
    await user.keyboard("{Control>}k{/Control}room");
    return screen.findByText("Okafor terrace", { selector: ".palette *" });
  },
  "the keys": async ({ user }) => {
    await tiles();
    await user.keyboard("?");
    return screen.findByRole("dialog", { name: "Keys" });
  },
};

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  it.each(Object.entries(screens))("%s has no fault that axe knows", async (_, act) => {
    const opened = openWindow(harbourStudio(), { theme });

    await act(opened);

    expect(document.documentElement.dataset["theme"]).toBe(theme);
    await expectAccessible();
  });

  it("the first run has none either", async () => {
    openWindow(emptyStudio(), { theme });

    await screen.findByRole("heading", { name: "Drop pictures to begin" });

    await expectAccessible();
  });
});

describe("the rail of a narrow window", () => {
  it("names its covers and has no fault", async () => {
    window.innerWidth = 1024;
    openWindow();

    await screen.findByRole("button", { name: "Coastal, 16 pictures" });

    await expectAccessible();
  });

  it("comes sooner with larger text", async () => {
    const { user } = openWindow();
    await settingsPage("Appearance")({ user } as Opened);
    expect(screen.queryByRole("button", { name: "Coastal, 16 pictures" })?.textContent).toContain("Coastal");

    await user.click(screen.getByRole("radio", { name: "200 %" }));

    expect(document.documentElement.style.fontSize).toBe("200%");
  });
});

describe("a screen that has nothing to show", () => {
  it("says what happened when its rows cannot be read, and tries again", async () => {
    const { core, user } = openWindow(harbourStudio(), {
      before: (core) => core.fail("listPictures", refusal("damaged", "The catalogue cannot be read. Nothing is lost.")),
    });
    expect(await screen.findByRole("alert")).toHaveTextContent("The catalogue cannot be read. Nothing is lost.");

    await user.click(screen.getByRole("button", { name: "Try again" }));

    expect(core.calls.filter(({ name }) => name === "listPictures")).toHaveLength(2);
  });

  it("says so when even the places cannot be read", async () => {
    openWindow(harbourStudio(), {
      before: (core) => core.fail("listPlaces", refusal("held", "Another Atelier (Tomas, since 09:12) has this workspace open.")),
    });

    expect(await screen.findByRole("alert")).toHaveTextContent("Tomas");
  });

  it("keeps the shape of what is coming while it is read", async () => {
    openWindow(harbourStudio(), { before: (core) => core.hang("listPictures") });

    expect(await screen.findByText("Reading the pictures")).toBeInTheDocument();
  });

  it("says what to do in an empty room", async () => {
    const { user } = openWindow();

    await user.click(await screen.findByRole("button", { name: /^Bathroom/ }));

    expect(await screen.findByRole("heading", { name: "Drop pictures for Bathroom" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Choose files" })).toBeInTheDocument();
  });

  it("says why the settings and the activity cannot be read", async () => {
    const opened = openWindow(harbourStudio(), {
      before: (core) => {
        core.fail("getSettings", refusal("io", "The settings cannot be read."));
        core.fail("getActivity", refusal("io", "The queue cannot be read."));
      },
    });

    await go("Activity")(opened);
    expect(await screen.findByText("The queue cannot be read.")).toBeInTheDocument();
    await go("Settings")(opened);
    expect(await screen.findByText("The settings cannot be read.")).toBeInTheDocument();
  });
});
