// The whole window over a core in memory, and what a person does in it.
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect } from "vitest";
import { App, makeClient } from "../app/app";
import { connect } from "../ipc/current";
import { prefer } from "../lib/preferences";
import { fakeGateway, type FakeGateway } from "./fake-gateway";
import { harbourStudio, type Studio } from "./studio";

export interface Opened {
  core: FakeGateway;
  user: ReturnType<typeof userEvent.setup>;
}

/** `before` may make the core refuse or hang. */
export function openWindow(
  studio: Studio = harbourStudio(),
  { theme = "light", before }: { theme?: "light" | "dark"; before?: (core: FakeGateway) => void } = {},
): Opened {
  const core = fakeGateway(studio);
  before?.(core);
  connect(core);
  prefer({ theme });
  render(<App client={makeClient()} />);
  return { core, user: userEvent.setup() };
}

export const tiles = () => screen.findAllByRole("option");

export async function tile(name: RegExp): Promise<HTMLElement> {
  return screen.findByRole("option", { name });
}

/** No fault that axe knows of; contrast is proved over the tokens, where there are colours. */
export async function expectAccessible(): Promise<void> {
  // A sheet holds the focus: what lies behind it is hidden and out of reach.
  const reachable = document.querySelector("[role=dialog]") ?? document.body;
  const { violations } = await axe.run(reachable, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    resultTypes: ["violations"],
  });
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`),
  ).toEqual([]);
}

export function calls(core: FakeGateway, name: string): unknown[] {
  return core.calls.filter((call) => call.name === name).map(({ args }) => args[0]);
}
