import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { refusal } from "../testing/fake-gateway";
import { calls, openWindow, tile, tiles } from "../testing/open-window";
import { fullStudio } from "../testing/studio";

const selected = () => screen.getAllByRole("option", { selected: true, hidden: true }).map((one) => one.getAttribute("aria-posinset"));

describe("the grid", () => {
  it("draws a few of 10 000 and counts all of them", async () => {
    openWindow(fullStudio(10_000));

    const drawn = await tiles();

    expect(drawn.length).toBeLessThan(80);
    expect(drawn[0]).toHaveAttribute("aria-setsize", "10000");
    expect(drawn[0]).toHaveAttribute("aria-posinset", "1");
  });

  it("selects with click, Ctrl and Shift", async () => {
    const { user } = openWindow();

    await user.click(await tile(/Sea view/));
    await user.keyboard("{Control>}");
    await user.click(await tile(/Blue kitchen island/));
    await user.keyboard("{/Control}");
    expect(selected()).toEqual(["1", "3"]);
    await user.keyboard("{Shift>}");
    await user.click(await tile(/Bay window/));
    await user.keyboard("{/Shift}");

    expect(selected()).toEqual(["3", "4", "5"]);
  });

  it("is walked and selected with the keyboard alone", async () => {
    const { user } = openWindow();
    await tiles();
    screen.getByRole("listbox").focus();

    await user.keyboard("{ArrowRight}{Shift>}{ArrowRight}{/Shift}");
    expect(selected()).toEqual(["2", "3"]);
    await user.keyboard("{Control>}{ArrowRight} {/Control}");
    expect(selected()).toEqual(["2", "3", "4"]);
    await user.keyboard("{Control>}a{/Control}");
    expect(screen.getByText("16 pictures", { selector: ".title" })).toBeInTheDocument();
    await user.keyboard("{Escape}");

    expect(screen.queryByRole("option", { selected: true })).not.toBeInTheDocument();
  });

  it("says what only colour and glyphs would say", async () => {
    openWindow();

    expect(await tile(/12, Sand bedroom, failed/)).toBeInTheDocument();
    expect(await tile(/5, Bay window.*going up, 58.%/)).toBeInTheDocument();
    expect(await tile(/2, Oak sideboard corner, no alt text/)).toBeInTheDocument();
  });

  it("moves a picture on the board with Alt and an arrow", async () => {
    const { core, user } = openWindow();
    await user.click(await tile(/Sea view/));

    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");

    expect(await tile(/^2, Sea view/)).toBeInTheDocument();
    expect(calls(core, "movePictures")).toEqual([{ ids: ["p-c12"], beforeId: "p-c03" }]);
  });

  it("moves a picture that is dragged by its number, unless Escape is pressed", async () => {
    const { core, user } = openWindow();
    const number = () => screen.getByText("1", { selector: "[data-role=grip]" });
    await tiles();
    const drag = () => {
      fireEvent.pointerDown(number(), { button: 0, clientX: 10, clientY: 10 });
      fireEvent.pointerMove(window, { clientX: 880, clientY: 20 });
    };

    drag();
    await user.keyboard("{Escape}");
    fireEvent.pointerUp(window);
    expect(calls(core, "movePictures")).toEqual([]);
    drag();
    fireEvent.pointerUp(window);

    // After the last of the first row.
    await waitFor(() => expect(calls(core, "movePictures")).toEqual([{ ids: ["p-c12"], beforeId: "p-c01" }]));
  });

  it("moves to the trash and takes it back with Ctrl Z", async () => {
    const { core, user } = openWindow();
    await user.click(await tile(/Sea view/));

    await user.keyboard("{Delete}");
    expect(await screen.findByText("1 picture moved to Trash.", { selector: ".toast *" })).toBeInTheDocument();
    expect(screen.queryByRole("option", { name: /Sea view/ })).not.toBeInTheDocument();
    await user.keyboard("{Control>}z{/Control}");

    expect(await tile(/Sea view/)).toBeInTheDocument();
    expect(calls(core, "undo")).toEqual([null]);
  });

  it("brings back from the trash what was deleted", async () => {
    const { core, user } = openWindow();
    await user.click(await tile(/Sea view/));
    await user.keyboard("{Delete}");
    await user.click(screen.getByRole("button", { name: "Trash" }));

    await user.click(await tile(/Sea view/));
    await user.click(screen.getByRole("button", { name: "Bring 1 back" }));

    await waitFor(() => expect(calls(core, "restorePictures")).toEqual([{ ids: ["p-c12"] }]));
    expect(await screen.findByText("Nothing was deleted")).toBeInTheDocument();
  });

  it("shows one room type at a time", async () => {
    const { user } = openWindow();
    await tiles();

    await user.click(screen.getByRole("button", { name: "Kitchen 2" }));

    expect(await tiles()).toHaveLength(2);
  });

  it("offers its menu where the pointer is, for what lies under it", async () => {
    const { user } = openWindow();

    await user.pointer({ keys: "[MouseRight]", target: await tile(/Sea view/) });

    const menu = await screen.findByRole("menu");
    expect(within(menu).getByRole("menuitem", { name: /Move to Trash/ })).toBeInTheDocument();
    expect(selected()).toEqual(["1"]);
  });
});

describe("the inspector", () => {
  it("saves words when the field is left, and not before", async () => {
    const { core, user } = openWindow();
    await user.click(await tile(/Sea view/));
    const caption = await screen.findByRole("textbox", { name: "Caption" });

    await user.clear(caption);
    await user.type(caption, "Morning by the sea");
    expect(calls(core, "editPictures")).toEqual([]);
    await user.tab();

    expect(calls(core, "editPictures")).toEqual([{ ids: ["p-c12"], patch: { caption: "Morning by the sea" } }]);
    expect(await tile(/Morning by the sea/)).toBeInTheDocument();
  });

  it("keeps what was there on Escape", async () => {
    const { core, user } = openWindow();
    await user.click(await tile(/Sea view/));

    await user.type(await screen.findByRole("textbox", { name: "Caption" }), " and more{Escape}");

    expect(screen.getByRole("textbox", { name: "Caption" })).toHaveValue("Sea view living room");
    expect(calls(core, "editPictures")).toEqual([]);
  });

  it("shows what several have in common, and changes all of them", async () => {
    const { core, user } = openWindow();
    await user.click(await tile(/Sea view/));
    await user.keyboard("{Shift>}{ArrowRight}{ArrowRight}{/Shift}");
    expect(screen.getByRole("textbox", { name: "Caption" })).toHaveAttribute("placeholder", "3 different");

    await user.keyboard("t");
    await user.type(await screen.findByRole("textbox", { name: "New tag" }), "Linen{Enter}");

    expect(calls(core, "editPictures")).toEqual([
      { ids: ["p-c12", "p-c02", "p-c03"], patch: { addTags: ["linen"] } },
    ]);
  });

  it("shows a file before and after, what went struck out and its place said nowhere", async () => {
    const { user } = openWindow();
    await user.click(await tile(/Sea view/));

    await user.click(await screen.findByRole("button", { name: "Before and after" }));

    const city = (await screen.findByRole("rowheader", { name: "photoshop:City" })).closest("tr");
    expect(city).toHaveClass("went");
    expect(city).toHaveTextContent("was there; what it said is not kept");
    const rights = screen.getByRole("rowheader", { name: "dc:rights" }).closest("tr");
    expect(within(rights!).getAllByText("Mara Lind")).toHaveLength(2);
    expect(screen.getByText("3 of 7 entries were removed.")).toBeInTheDocument();
    expect(screen.getByText("atelier 0.1.0")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /Show what the places say/ })).not.toBeInTheDocument();
  });

  it("says why what a file holds cannot be read, and tries again", async () => {
    const { core, user } = openWindow(undefined, {
      before: (core) => core.fail("pictureTags", refusal("damaged", "The file in the library is damaged. Import the picture again.")),
    });
    await user.click(await tile(/Sea view/));

    await user.click(await screen.findByRole("button", { name: "Before and after" }));

    const reason = await screen.findByRole("alert");
    expect(reason).toHaveTextContent("The file in the library is damaged.");
    expect(screen.getByText("What the file holds is not known")).toBeInTheDocument();
    await user.click(within(reason).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(calls(core, "pictureTags")).toHaveLength(2));
  });

  it("shows quiet ground where a cover cannot be shown", async () => {
    openWindow();
    await tile(/Sea view/);
    const covers = () => document.querySelectorAll("nav img.cover");
    const before = covers().length;

    fireEvent.error(covers()[0]!);

    expect(covers()).toHaveLength(before - 1);
    expect(document.querySelectorAll("nav span.cover")).not.toHaveLength(0);
  });

  it("tells what was removed, what was kept and why something failed", async () => {
    const { user } = openWindow();

    await user.click(await tile(/Sand bedroom/));

    expect(await screen.findByText(/GPS position, city and preview/)).toBeInTheDocument();
    expect(screen.getByText(/The store is full/)).toBeInTheDocument();
  });

  it("says so and shows the old words when the core would not", async () => {
    const { user } = openWindow(undefined, {
      before: (core) => core.fail("editPictures", refusal("read_only", "The workspace cannot be written to.")),
    });
    await user.click(await tile(/Sea view/));

    await user.type(await screen.findByRole("textbox", { name: "Caption" }), "!{Enter}");
    await user.tab();

    expect(await screen.findByText("The workspace cannot be written to.", { selector: ".toast *" })).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Caption" })).toHaveValue("Sea view living room"));
  });
});

describe("looking", () => {
  it("goes from picture to picture and comes back to the last one", async () => {
    const { user } = openWindow();
    await user.click(await tile(/Sea view/));
    screen.getByRole("listbox").focus();

    await user.keyboard(" ");
    expect(await screen.findByText("1 of 16")).toBeInTheDocument();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(screen.getByText("3 of 16")).toBeInTheDocument();
    await user.keyboard("{Escape}");

    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(selected()).toEqual(["3"]);
  });

  it("compares two: the photo first, the edge by arrows, another way by M", async () => {
    const { user } = openWindow();
    await user.click(await screen.findByRole("button", { name: /^Living room/ }));
    await user.click(await tile(/1749722400000/));
    await user.keyboard("{Control>}");
    await user.click(await tile(/IMG_2101/));
    await user.keyboard("{/Control}c");

    const edge = await screen.findByRole("slider", { name: /Edge/ });
    await user.keyboard("{ArrowRight}{Shift>}{ArrowLeft}{/Shift}");
    expect(edge).toHaveAttribute("aria-valuetext", "42 % before");
    await user.keyboard("m");

    expect(screen.getByRole("radio", { name: "Side by side" })).toHaveAttribute("aria-checked", "true");
    expect(screen.getAllByRole("img").map((one) => one.getAttribute("alt"))[0]).toBe("IMG_2101.jpg");
  });

  it("keeps a pair when asked, and brings it back from the room as it was looked at", async () => {
    const { core, user } = openWindow();
    await user.click(await screen.findByRole("button", { name: /^Living room/ }));
    await user.click(await tile(/1749722400000/));
    await user.keyboard("{Control>}");
    await user.click(await tile(/IMG_2101/));
    await user.keyboard("{/Control}c");
    await screen.findByRole("slider", { name: /Edge/ });
    expect(calls(core, "keepComparison")).toEqual([]);

    await user.keyboard("m");
    await user.keyboard("k");
    expect(await screen.findByText("Kept")).toBeInTheDocument();
    await user.keyboard("k");
    expect(calls(core, "keepComparison")).toMatchObject([{ shown: "side_by_side" }]);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    await user.keyboard("{Escape}");
    await user.click(await screen.findByRole("button", { name: /Side by side/ }));

    expect(await screen.findByRole("radio", { name: "Side by side" })).toHaveAttribute("aria-checked", "true");
    expect(await screen.findByText("Kept")).toBeInTheDocument();
  });

  it("offers no keeping on a style, where nothing is before or after", async () => {
    const { user } = openWindow();
    await user.click(await tile(/Sea view/));
    await user.keyboard("{Shift>}{ArrowRight}{/Shift}c");

    await screen.findByRole("slider", { name: /Edge/ });
    expect(screen.queryByRole("button", { name: /Keep this pair/ })).not.toBeInTheDocument();
  });
});

describe("keys and commands", () => {
  it("single letters stay silent while someone types, or when they are turned off", async () => {
    const { user } = openWindow();
    await user.click(await tile(/Sea view/));

    await user.type(await screen.findByRole("textbox", { name: "Caption" }), "c?n");

    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("the palette finds a room and goes there", async () => {
    const { user } = openWindow();
    await tiles();

    await user.keyboard("{Control>}k{/Control}bathr");
    await screen.findByRole("option", { name: /Bathroom/ });
    await user.keyboard("{Enter}");

    expect(await screen.findByRole("heading", { name: "Bathroom" })).toBeInTheDocument();
  });

  it("Ctrl and a digit goes to that place", async () => {
    const { user } = openWindow();
    await tiles();

    await user.keyboard("{Control>}2{/Control}");

    expect(await screen.findByRole("heading", { name: "Japandi" })).toBeInTheDocument();
  });

  it("N makes a new style and opens it", async () => {
    const { user } = openWindow();
    await tiles();

    await user.keyboard("n");
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Nordic{Enter}");

    expect(await screen.findByRole("heading", { name: "Nordic" })).toBeInTheDocument();
  });
});
