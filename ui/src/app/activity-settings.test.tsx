import { act, screen, waitFor, within } from "@testing-library/react";
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

  it("says how much waits to be made, for how long, and how much of it failed", async () => {
    const { core } = await open("Activity");

    const making = within(await screen.findByRole("region", { name: /^Variants/ }));
    expect(making.getByText("76 of 19 pictures")).toBeInTheDocument();
    expect(making.getByText("about 10 s")).toBeInTheDocument();
    expect(making.getByText("4 of 512 failed")).toBeInTheDocument();

    core.studio.queue = { ...core.studio.queue, policy: "lazy", secondsLeft: null, lately: { made: 0, failed: 0 } };
    expect(await making.findByText("when they are needed")).toBeInTheDocument();
    expect(making.getByText("none tried")).toBeInTheDocument();
  });

  it("pauses the making of variants without a backend too", async () => {
    const studio = emptyStudio();
    studio.activity = { ...studio.activity, toMake: 12 };
    const { core, user } = await open("Activity", studio);

    await user.click(await screen.findByRole("button", { name: "Pause" }));

    expect(await screen.findByText("Variants are paused: 12 wait until you go on.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Go on" }));
    expect(core.calls.map(({ name }) => name)).toEqual(expect.arrayContaining(["pauseSync", "resumeSync"]));
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

  it("when variants are made", async () => {
    const { core, user } = await open("Settings");

    await user.click(await screen.findByRole("radio", { name: "When they are needed" }));

    expect(calls(core, "saveQueuePolicy")).toEqual(["lazy"]);
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
