import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { calls, openWindow } from "../testing/open-window";
import { emptyStudio } from "../testing/studio";

async function open(name: string, studio = undefined as Parameters<typeof openWindow>[0]) {
  const opened = openWindow(studio);
  await opened.user.click(await screen.findByRole("button", { name: new RegExp(`^${name}`) }));
  return opened;
}

describe("activity", () => {
  it("retries one cause, or all of them", async () => {
    const { core, user } = await open("Activity");

    await user.click(await screen.findByRole("button", { name: "Retry 6: The store is full" }));
    await waitFor(() => expect(screen.queryByText("The store is full")).not.toBeInTheDocument());
    await user.click(screen.getByRole("button", { name: "Retry all 5" }));

    expect(calls(core, "retryFailed")).toEqual(["store_full", null]);
  });

  it("cancels a job, pauses and goes on", async () => {
    const { core, user } = await open("Activity");

    await user.click(await screen.findByRole("button", { name: "Cancel IMG_2231.jpg" }));
    await user.click(screen.getByRole("button", { name: "Pause" }));
    await user.click(await screen.findByRole("button", { name: "Go on" }));

    expect(core.calls.map(({ name }) => name)).toEqual(expect.arrayContaining(["cancelJob", "pauseSync", "resumeSync"]));
  });

  it("follows what the core says by itself, and offline is a state", async () => {
    const { core } = await open("Activity");
    await screen.findByText("Variants for Coastal");

    act(() => core.tell({ state: "offline", jobs: [], bytesPerSecond: null }));

    expect(await screen.findByText("No network. Everything is saved here and goes up by itself later.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: /No network, 47 waiting/ })).toBeInTheDocument();
  });

  it("leads to the backend when a cause wants it", async () => {
    const { user } = await open("Activity");

    await user.click((await screen.findAllByRole("button", { name: "Open settings" }))[0]!);

    expect(await screen.findByRole("heading", { name: "Backend" })).toBeInTheDocument();
  });
});

describe("the backend", () => {
  it("is tried before it is used, and saved only on demand", async () => {
    const { core, user } = await open("Settings", emptyStudio());
    await user.click(await screen.findByRole("button", { name: /^Backend/ }));

    await user.type(await screen.findByRole("textbox", { name: "Address of the database" }), "postgres://mara@localhost:5432/renovation");
    await user.click(screen.getByRole("button", { name: "Test connection" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("s3:// or file:///");
    expect(calls(core, "testBackend")).toEqual([]);
    await user.type(screen.getByRole("textbox", { name: "Address of the store" }), "file:///srv/pictures");
    await user.click(screen.getByRole("button", { name: "Test connection" }));
    expect(await screen.findByText("Database answers")).toBeInTheDocument();
    expect(calls(core, "saveBackend")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Save backend" }));

    await waitFor(() =>
      expect(calls(core, "saveBackend")).toMatchObject([
        { databaseUrl: "postgres://mara@localhost:5432/renovation", storeUrl: "file:///srv/pictures", storeSecret: null },
      ]),
    );
    await waitFor(() => expect(screen.queryByRole("button", { name: "Save backend" })).not.toBeInTheDocument());
  });

  it("never shows a password, and replaces it only when one is entered", async () => {
    const { core, user } = await open("Settings");
    await user.click(await screen.findByRole("button", { name: /^Backend/ }));
    expect(await screen.findByText("Password in the keychain")).toBeInTheDocument();

    await user.click(screen.getByRole("button", { name: "Change password" }));
    await user.type(screen.getByLabelText("Password"), "new one");
    await user.click(screen.getByRole("button", { name: "Save backend" }));

    await waitFor(() => expect(calls(core, "saveBackend")).toMatchObject([{ databasePassword: "new one", storeSecret: null }]));
  });
});

describe("settings that change at once", () => {
  it("the policy", async () => {
    const { core, user } = await open("Settings");
    await user.click(await screen.findByRole("button", { name: "Privacy" }));

    await user.click(await screen.findByRole("radio", { name: "Everything but the picture" }));

    expect(calls(core, "savePolicy")).toEqual(["everything"]);
  });

  it("a preset, within its bounds", async () => {
    const { core, user } = await open("Settings");
    await user.click(await screen.findByRole("button", { name: "Presets" }));
    const quality = await screen.findByRole("textbox", { name: "Quality of webp" });

    await user.clear(quality);
    await user.type(quality, "400{Enter}");

    expect(calls(core, "savePresets")[0]).toMatchObject([{}, {}, { name: "webp", quality: 100 }, {}]);
  });

  it("a watched folder, for a style", async () => {
    const { core, user } = await open("Settings");
    await user.click(await screen.findByRole("button", { name: "Watched folders" }));

    await user.click(await screen.findByRole("button", { name: /Stop watching/ }));

    expect(calls(core, "unwatchFolder")).toEqual(["w1"]);
    expect(await screen.findByText("No folder is watched.")).toBeInTheDocument();
  });

  it("the theme", async () => {
    const { user } = await open("Settings");
    await user.click(await screen.findByRole("button", { name: "Appearance" }));

    await user.click(await screen.findByRole("radio", { name: "Dark" }));

    expect(document.documentElement.dataset["theme"]).toBe("dark");
  });
});
