// Buttons are verbs with their number; a glyph alone has a name and a tooltip.
import type { ComponentProps, ReactNode } from "react";
import type { KeyName } from "../lib/keys";
import { Tooltip } from "./tooltip";

type Look = "plain" | "ghost" | "primary";

export function Button({
  look = "plain",
  large = false,
  className = "",
  ...rest
}: ComponentProps<"button"> & { look?: Look; large?: boolean }) {
  return (
    <button
      type="button"
      className={`btn ${look === "plain" ? "" : look} ${large ? "large" : ""} ${className}`}
      {...rest}
    />
  );
}

export function GlyphButton({
  label,
  name,
  side = "bottom",
  children,
  className = "",
  ...rest
}: ComponentProps<"button"> & {
  label: string;
  name?: KeyName;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
}) {
  return (
    <Tooltip label={label} side={side} {...(name ? { name } : {})}>
      <button type="button" aria-label={label} className={`btn ghost square ${className}`} {...rest}>
        {children}
      </button>
    </Tooltip>
  );
}
