// Whatever was thrown, in the shape that the window can show.
import type { CommandError } from "./types";

export function asCommandError(thrown: unknown): CommandError {
  if (isCommandError(thrown)) return thrown;
  const details = thrown instanceof Error ? `${thrown.message}\n${thrown.stack ?? ""}` : String(thrown);
  return {
    code: "unexpected",
    message: "Atelier could not do that, and does not know why. Your pictures and words are safe on this computer.",
    details,
  };
}

function isCommandError(thrown: unknown): thrown is CommandError {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown;
}
