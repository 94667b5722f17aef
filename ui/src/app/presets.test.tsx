import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Preset, TrialSide } from "../ipc/types";
import type { FakeGateway } from "../testing/fake-gateway";
import { calls, expectAccessible, openWindow } from "../testing/open-window";
import { emptyStudio } from "../testing/studio";

async function openPresets(options: Parameters<typeof openWindow>[1] = {}, studio = undefined as Parameters<typeof openWindow>[0]) {
  const opened = openWindow(studio, options);
  await opened.user.click(await screen.findByRole("button", { name: "Settings" }));
  await opened.user.click(await screen.findByRole("button", { name: "Presets" }));
  await screen.findByRole("heading", { name: "Presets" });
  return opened;
}

const trials = (core: FakeGateway) => calls(core, "tryPreset") as { id: string; side: TrialSide; preset: Preset }[];
const field = (name: string) => screen.findByRole("spinbutton", { name });

describe("the preset editor", () => {
  it("tries the chosen preset out on a few pictures, and the edited one beside it", async () => {
    const { core, user } = await openPresets();
    await waitFor(() => expect(trials(core)).toHaveLength(3));
    expect(trials(core).map(({ side }) => side)).toEqual(["saved", "saved", "saved"]);

    const quality = await field("Quality");
    await user.clear(quality);
    await user.type(quality, "40");

    await waitFor(() => expect(trials(core).filter(({ side }) => side === "edited")).toHaveLength(3));
    const tables = await screen.findAllByRole("columnheader", { name: "Edited" });
    expect(tables.length).toBeGreaterThanOrEqual(3);
    expect(await screen.findAllByText("40 kB")).toHaveLength(3);
    expect(trials(core).every(({ preset }) => preset.name === "optimized")).toBe(true);
  });

  it("waits until a number stands still before it tries it out", async () => {
    const { core, user } = await openPresets();
    await waitFor(() => expect(trials(core)).toHaveLength(3));

    await user.type(await field("Quality"), "{ArrowDown}{ArrowDown}{ArrowDown}");

    await waitFor(() => expect(trials(core).length).toBeGreaterThan(3));
    expect(trials(core).filter(({ side }) => side === "edited").map(({ preset }) => preset.quality)).toEqual([58, 58, 58]);
  });

  it("puts nothing in use until it is saved, and says what is made again", async () => {
    const { core, user } = await openPresets();

    await user.click(await screen.findByRole("radio", { name: "A look" }));
    await user.click(screen.getByRole("switch", { name: "Limit the bytes" }));
    await user.click(screen.getByRole("radio", { name: "Smallest" }));
    await user.click(screen.getByRole("radio", { name: "Wide" }));

    expect(await screen.findByText(/321 variants of 321 pictures will be made again/)).toBeInTheDocument();
    expect(calls(core, "savePresets")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Save 4 changes" }));
    await waitFor(() =>
      expect(calls(core, "savePresets")[0]).toMatchObject([
        { name: "thumbnail", floor: null },
        { name: "optimized", floor: 75, maxBytes: 100_000, effort: "smallest", colours: "wide" },
        {},
        {},
      ]),
    );
    await waitFor(() => expect(screen.queryByRole("button", { name: /^Save/ })).not.toBeInTheDocument());
  });

  it("discards, and keeps numbers within their bounds", async () => {
    const { core, user } = await openPresets();
    const quality = await field("Quality");

    await user.clear(quality);
    await user.type(quality, "400{Enter}");
    expect(quality).toHaveValue("100");
    await user.click(await screen.findByRole("button", { name: "Discard" }));

    expect(await field("Quality")).toHaveValue("61");
    expect(calls(core, "savePresets")).toEqual([]);
  });

  it("removes a preset and adds it again as it was saved", async () => {
    const { user } = await openPresets();
    await user.click(await screen.findByRole("button", { name: /^avif/ }));

    await user.click(screen.getByRole("button", { name: "Remove avif" }));
    expect(await screen.findByRole("button", { name: "Save 1 change" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Add avif" }));

    await waitFor(() => expect(screen.queryByRole("button", { name: /^Save/ })).not.toBeInTheDocument());
  });

  it("estimates what it costs, saved and edited, with what that rests on", async () => {
    const { core, user } = await openPresets();
    const cost = within(await screen.findByRole("region", { name: "Costs a month" }));
    expect(await cost.findByText("62 kB")).toBeInTheDocument();

    const quality = await field("Quality");
    await user.clear(quality);
    await user.type(quality, "30");

    expect(await cost.findByRole("columnheader", { name: "Edited" })).toBeInTheDocument();
    expect(cost.getByText(/\$0\.021 for keeping a gigabyte a month and \$0\.09 for each gigabyte loaded/)).toBeInTheDocument();
    const loads = cost.getByRole("spinbutton", { name: "Loads of each a month" });
    await user.clear(loads);
    await user.type(loads, "50");
    await waitFor(() => expect(calls(core, "estimateCost").at(-1)).toMatchObject({ loadsPerMonth: 50, variantType: "optimized" }));
  });

  it("says in words why a picture cannot be made", async () => {
    await openPresets({
      before: (core) => core.fail("tryPreset", { code: "failed", message: "No version of that size fits in 900 bytes.", details: null }),
    });

    expect(await screen.findAllByText("No version of that size fits in 900 bytes.")).toHaveLength(3);
  });

  it("measures without a spinner while nothing is known", async () => {
    await openPresets({ before: (core) => core.hang("tryPreset") });

    expect((await screen.findAllByText("measuring")).length).toBeGreaterThan(3);
    await expectAccessible();
  });

  it("has something to say where there is no picture", async () => {
    const studio = emptyStudio();
    studio.places.styles.push({ id: "s", slug: "s", name: "Coastal", pictures: 0, coverId: null });
    await openPresets({}, studio);

    expect(await screen.findByText(/No picture is here yet to try it out on/)).toBeInTheDocument();
  });

  it("lets pictures be chosen with the keyboard, four at most", async () => {
    const { core, user } = await openPresets();
    await waitFor(() => expect(trials(core)).toHaveLength(3));
    const opener = screen.getByRole("button", { name: "Choose pictures" });
    await user.click(opener);
    const dialog = within(await screen.findByRole("dialog"));
    const options = await dialog.findAllByRole("option");
    await expectAccessible();

    options[0]!.focus();
    await user.keyboard("{Home} {ArrowRight} {ArrowRight} {ArrowRight} {ArrowRight} ");

    expect(dialog.getByRole("status")).toHaveTextContent(/of 4 chosen/);
    const chosen = dialog.getAllByRole("option", { selected: true });
    expect(chosen.length).toBeLessThanOrEqual(4);
    await user.click(dialog.getByRole("button", { name: /^Try on/ }));
    await waitFor(() => expect(opener).toHaveFocus());
    await expectAccessible();
  });
});
